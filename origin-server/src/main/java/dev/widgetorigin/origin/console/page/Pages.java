package dev.widgetorigin.origin.console.page;

import java.util.List;

/** Every page there is. */
public final class Pages {
  public static final String ROOT = "/-/console/";

  public static final List<Page> ALL =
      List.of(
          Page.of("", "overview", "Overview", Overview::of),
          Page.of(HistoryPage.PATH, "history", "History", HistoryPage::of),
          Page.of(EdgesPage.PATH, "edges", "Nodes and edges", EdgesPage::of)
              .taking(EdgesPage::tell)
              .takingLong(),
          Page.of(AuditPage.PATH, "audit", "Audit log", AuditPage::of).takingLong(),
          Page.of(AuditPage.PATH + "/check", "auditcheck", "", AuditCheckPage::of).takingLong(),
          Page.of(TokensPage.PATH, "tokens", "Tokens", TokensPage::of).taking(TokensPage::create),
          Page.of(TokensPage.PATH + "/{id}", "token", "", TokenPage::of).taking(TokenPage::change),
          Page.of("widgets/{widget}", "widget", "", WidgetPage::of),
          Page.of("widgets/{widget}/versions/{version}", "version", "", VersionPage::of),
          Page.of("widgets/{widget}/rollout", "rollout", "", RolloutPage::of),
          Page.of("widgets/{widget}/aliases/{alias}/rollback", "rollback", "", RollbackPage::of));

  private Pages() {}

  /** Whether what is at that path may take seconds. */
  public static boolean isSlow(String path) {
    return ALL.stream().anyMatch(page -> page.slow() && page.path().match(path).isPresent());
  }
}
