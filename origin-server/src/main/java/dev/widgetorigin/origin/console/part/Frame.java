package dev.widgetorigin.origin.console.part;

import dev.widgetorigin.origin.console.call.Escape;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * What stands around every page.
 *
 * @param root what the console's paths begin with, e.g. {@code /-/console/}
 * @param here this page's path and query, to come back to
 * @param who the name of the token; empty where nobody is signed in
 * @param scopes of the token, in words
 * @param formToken what every form carries
 * @param menu the pages that the menu names
 * @param sequence of the change log, as the page shows it
 * @param notice what the last action came to; null for nothing
 * @param assets what a file is called, e.g. of {@code console.css}
 */
public record Frame(
    String root,
    String here,
    String title,
    String who,
    String scopes,
    String formToken,
    List<Entry> menu,
    long sequence,
    Notice notice,
    Function<String, String> assets,
    Instant now) {
  /**
   * A page in the menu.
   *
   * @param current {@code page} for this one, {@code true} for the one this belongs to; else null
   */
  public record Entry(String label, String url, String current) {}

  boolean signedIn() {
    return !who.isEmpty();
  }

  /** The URL of a style sheet, a script or an icon. */
  public String asset(String file) {
    return root + "assets/" + assets.apply(file);
  }

  public String widget(String name) {
    return root + "widgets/" + Escape.segment(name);
  }

  public String version(String name, String version) {
    return widget(name) + "/versions/" + Escape.segment(version);
  }

  public String rollout(String name) {
    return widget(name) + "/rollout";
  }

  public String left(String time) {
    return Words.left(time, now);
  }

  public String ago(String time) {
    return Words.ago(time, now);
  }
}
