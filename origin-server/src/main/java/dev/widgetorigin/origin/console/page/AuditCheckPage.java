package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;

/**
 * Whether the chain of the audit log is whole, looked at now.
 *
 * @param report as {@code audit verify --json} has it
 * @param denied why the token may not; empty
 */
record AuditCheckPage(Doc report, String denied) implements Page.Shown {
  static AuditCheckPage of(Visit visit) {
    String denied = visit.deniedAdmin();
    return new AuditCheckPage(denied.isEmpty() ? visit.get("/audit/verify") : Doc.NOTHING, denied);
  }

  @Override
  public String title() {
    return "Check of the audit log";
  }
}
