package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.audit.AuditEntry;
import dev.widgetorigin.origin.audit.AuditLog;
import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.text.DiskTrouble;
import java.io.IOException;

/** The lines of control calls in the audit log. Blocks; thread-safe. */
final class CallAudit {
  private final AuditLog audit;

  CallAudit(AuditLog audit) {
    this.audit = audit;
  }

  private ProblemException unavailable() {
    IOException failure = audit.failure();
    return new ProblemException(
        Problem.of(
            503,
            "Audit log unavailable",
            "Nothing may change while the audit log cannot be written, for every change must have"
                + " its line there. "
                + (failure == null ? "Repeat the call." : DiskTrouble.describe(failure))));
  }

  /** Throws ProblemException where no line could be written: then nothing may change. */
  void mustBeWritable() {
    if (!audit.writable()) {
      throw unavailable();
    }
  }

  /**
   * What somebody who has signed in must not do is in the audit log; what strangers tried and what
   * changes nothing is in the access log, which bounds itself.
   */
  void denied(Request request, RouteTable.Match.Found found, Access.Decision.Denied denied) {
    if (found.changes() && !denied.stranger()) {
      ApiAnswer refused = ApiAnswer.refused(denied.problem());
      audit.append(entry(request, found, denied.who(), refused, denied.problem().title()), false);
    }
  }

  /** Before a change that must be told even if the origin dies while it is made. */
  void begins(ApiCall call, RouteTable.Match.Found found, String what) {
    AuditEntry begins =
        new AuditEntry(
            call.who(),
            call.request().clientAddress(),
            found.route().change(),
            "",
            found.target(),
            "begins: " + what,
            0,
            0,
            call.why());
    if (!audit.announce(begins)) {
      throw unavailable();
    }
  }

  /** Of a call that was answered, unless it said that it only looked. */
  void answered(ApiCall call, RouteTable.Match.Found found, ApiAnswer answer) {
    if (found.changes() && call.audited()) {
      String why = answer.problem() == null ? call.why() : answer.problem().title();
      boolean done = answer.status() < 300;
      audit.append(entry(call.request(), found, call.who(), answer, why), done);
    }
  }

  private AuditEntry entry(
      Request request, RouteTable.Match.Found found, String who, ApiAnswer answer, String why) {
    return new AuditEntry(
        who,
        request.clientAddress(),
        found.route().change(),
        found.widget(),
        found.target(),
        answer.what(),
        answer.status(),
        answer.sequence(),
        why);
  }
}
