package dev.widgetorigin.origin.console.call;

import dev.widgetorigin.origin.web.text.ShellWord;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Text as a part of something else. Pure. */
public final class Escape {
  private Escape() {}

  /** One segment of a URL's path, or one value of its query. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** {@code ?who=ana&since=7d}; without those that are empty, and empty where all are. */
  public static String query(Map<String, String> fields) {
    StringBuilder query = new StringBuilder();
    fields.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            query.append(query.length() == 0 ? '?' : '&').append(name).append('=');
            query.append(segment(value));
          }
        });
    return query.toString();
  }

  /** Adds {@code --name value} to a command line, where there is a value; no name is none. */
  public static void option(List<String> words, String name, String value) {
    if (!value.isEmpty()) {
      if (!name.isEmpty()) {
        words.add(name);
      }
      words.add(ShellWord.quoted(value));
    }
  }
}
