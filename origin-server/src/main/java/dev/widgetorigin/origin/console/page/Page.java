package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.web.PathTemplate;

/**
 * One page.
 *
 * @param path below {@code /-/console/}, with named parts
 * @param template of that name in {@code src/main/jte/page}; it takes {@code frame} and {@code
 *     page}
 * @param label in the menu; empty for a page that is reached from another
 * @param sent does what a form that is sent to this page asks for, and shows what came of it; null
 *     where it takes none
 * @param slow whether it may take seconds, so that it must not stand in the way of others
 */
public record Page(
    PathTemplate path, String template, String label, View view, View sent, boolean slow) {
  /** What a page shows: {@code page} of its template. */
  public interface Shown {
    String title();
  }

  /** Looks things up. Blocks; throws ProblemException for what is not there. */
  @FunctionalInterface
  public interface View {
    Shown show(Visit visit);
  }

  static Page of(String path, String template, String label, View view) {
    return new Page(PathTemplate.of(Pages.ROOT + path), template, label, view, null, false);
  }

  /** The same with forms of its own; their fields are the visit's query. */
  Page taking(View newSent) {
    return new Page(path, template, label, view, newSent, slow);
  }

  /** The same on the threads for long work. */
  Page takingLong() {
    return new Page(path, template, label, view, sent, true);
  }
}
