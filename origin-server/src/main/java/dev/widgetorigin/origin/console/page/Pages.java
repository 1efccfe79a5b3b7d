package dev.widgetorigin.origin.console.page;

import java.util.List;

/** Every page there is. */
public final class Pages {
  public static final String ROOT = "/-/console/";

  public static final List<Page> ALL =
      List.of(
          Page.of("", "overview", "Overview", Overview::of),
          Page.of("widgets/{widget}", "widget", "", WidgetPage::of),
          Page.of("widgets/{widget}/versions/{version}", "version", "", VersionPage::of),
          Page.of("widgets/{widget}/aliases/{alias}/rollback", "rollback", "", RollbackPage::of));

  private Pages() {}
}
