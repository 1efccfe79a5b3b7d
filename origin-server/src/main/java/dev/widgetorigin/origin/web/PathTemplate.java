package dev.widgetorigin.origin.web;

import dev.widgetorigin.origin.web.text.PercentEncoding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A path with named parts: {@code /-/api/v1/widgets/{widget}/versions/{version}}.
 *
 * <p>Each part is one segment, decoded once. {@code {widget}} may be two, since a scoped name is
 * spelled {@code @scope/name} as well as {@code @scope%2Fname}. Immutable.
 */
public final class PathTemplate {
  private static final String WIDGET = "{widget}";

  private final String text;
  private final String[] segments;

  private PathTemplate(String text) {
    this.text = text;
    this.segments = text.split("/", -1);
  }

  public static PathTemplate of(String text) {
    return new PathTemplate(text);
  }

  /**
   * The decoded parts by name, empty where the path does not fit. A part that is not properly
   * percent-encoded fits nothing.
   */
  public Optional<Map<String, String>> match(String path) {
    List<String> asked = List.of(path.split("/", -1));
    Map<String, String> parts = new LinkedHashMap<>();
    int at = 0;
    for (String segment : segments) {
      if (at >= asked.size()) {
        return Optional.empty();
      }
      String raw = asked.get(at++);
      if (!segment.startsWith("{")) {
        if (!segment.equals(raw)) {
          return Optional.empty();
        }
        continue;
      }
      if (segment.equals(WIDGET) && opensScope(raw) && at < asked.size()) {
        raw = raw + "/" + asked.get(at++);
      }
      String decoded = PercentEncoding.decode(raw);
      if (decoded == null || decoded.isEmpty()) {
        return Optional.empty();
      }
      parts.put(segment.substring(1, segment.length() - 1), decoded);
    }
    return at == asked.size() ? Optional.of(parts) : Optional.empty();
  }

  private static boolean opensScope(String raw) {
    String lower = raw.toLowerCase(Locale.ROOT);
    return (lower.startsWith("@") || lower.startsWith("%40")) && !lower.contains("%2f");
  }

  @Override
  public String toString() {
    return text;
  }
}
