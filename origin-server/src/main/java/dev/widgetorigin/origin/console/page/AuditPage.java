package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.part.Filter;
import dev.widgetorigin.origin.web.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The audit log: what was done or refused, by whom, from which address.
 *
 * @param older where the next page is; empty where there is none
 * @param nodes whether lines of several nodes are shown
 * @param command the command line that shows the same
 * @param wrong why nothing is shown; empty
 * @param denied why the token may not; empty
 */
record AuditPage(
    Filter filter,
    List<Doc> lines,
    String older,
    boolean nodes,
    String command,
    String wrong,
    String denied)
    implements Page.Shown {
  static final String PATH = "audit";
  private static final int ROWS = 50;

  static AuditPage of(Visit visit) {
    Filter filter = Filter.of(visit.query(), PATH, List.of("widget", "who", "since", "action"));
    String command = command(filter, visit.now());
    if (!visit.deniedAdmin().isEmpty()) {
      return new AuditPage(filter, List.of(), "", false, command, "", visit.deniedAdmin());
    }
    Map<String, String> query = new LinkedHashMap<>();
    query.put("limit", Integer.toString(ROWS));
    query.put("before", filter.before());
    query.put("widget", filter.text("widget"));
    query.put("who", filter.text("who"));
    query.put("since", filter.since());
    query.put("action", filter.text("action"));
    Doc answer;
    try {
      answer = visit.get("/audit" + Escape.query(query));
    } catch (ProblemException refusal) {
      return new AuditPage(filter, List.of(), "", false, command, Filter.wrong(refusal), "");
    }
    List<Doc> lines = answer.list("lines");
    return new AuditPage(
        filter,
        lines,
        answer.has("next") ? filter.with(answer.text("next")) : "",
        lines.stream().map(line -> line.text("node")).distinct().count() > 1,
        command,
        "",
        "");
  }

  private static String command(Filter filter, Instant now) {
    List<String> words = new ArrayList<>(List.of("widget-origin", "audit", "list"));
    Escape.option(words, "--widget", filter.text("widget"));
    Escape.option(words, "--who", filter.text("who"));
    Escape.option(words, "--since", ago(filter.since(), now));
    Escape.option(words, "--action", filter.text("action"));
    return String.join(" ", words);
  }

  /** The command takes a duration. */
  private static String ago(String since, Instant now) {
    try {
      return Math.max(1, Duration.between(Instant.parse(since), now).toHours() + 1) + "h";
    } catch (DateTimeException noTime) {
      return since;
    }
  }

  /** What became of a call, in a word; empty where it was done. */
  static String outcome(Doc line) {
    long status = line.number("status");
    return status == 0 ? "noted" : status < 300 ? "" : status < 500 ? "refused" : "failed";
  }

  @Override
  public String title() {
    return "Audit log";
  }
}
