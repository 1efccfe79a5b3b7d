package dev.widgetorigin.origin.console;

import java.time.Instant;
import java.util.List;

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
 */
record Frame(
    String root,
    String here,
    String title,
    String who,
    String scopes,
    String formToken,
    List<Entry> menu,
    long sequence,
    Notice notice,
    Assets assets,
    Instant now) {
  /**
   * A page in the menu.
   *
   * @param current whether this is it
   */
  record Entry(String label, String url, boolean current) {}

  boolean signedIn() {
    return !who.isEmpty();
  }

  String widget(String name) {
    return root + "widgets/" + Words.segment(name);
  }

  String version(String name, String version) {
    return widget(name) + "/versions/" + Words.segment(version);
  }

  String ago(String time) {
    return Words.ago(time, now);
  }
}
