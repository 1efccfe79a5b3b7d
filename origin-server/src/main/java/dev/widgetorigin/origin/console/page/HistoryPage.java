package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.part.Filter;
import dev.widgetorigin.origin.web.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who changed what, and why.
 *
 * @param widgets whose names may be filled in
 * @param older where the next page is; empty where there is none
 * @param searched an older change was not looked at; 0 where all were
 * @param command the command line that shows the same
 * @param wrong why nothing is shown; empty
 */
record HistoryPage(
    Filter filter,
    List<String> widgets,
    List<Entry> entries,
    String older,
    long searched,
    String command,
    String wrong)
    implements Page.Shown {
  static final String PATH = "history";
  private static final int ROWS = 50;
  private static final int NAMES = 200;

  /** One numbered change of the log. */
  record Entry(Doc batch, List<ChangeText> changes) {}

  static HistoryPage of(Visit visit) {
    Filter filter =
        Filter.of(visit.query(), PATH, List.of("change", "widget", "who", "since", "kind"));
    List<String> widgets =
        visit.find("/widgets?limit=" + NAMES).orElse(Doc.NOTHING).list("widgets").stream()
            .map(each -> each.text("name"))
            .toList();
    String command = command(filter);
    Doc answer;
    try {
      answer = visit.get(target(filter));
    } catch (ProblemException refusal) {
      return new HistoryPage(filter, widgets, List.of(), "", 0, command, Filter.wrong(refusal));
    }
    List<Entry> entries =
        answer.list("history").stream()
            .filter(batch -> isMeant(batch, filter))
            .map(batch -> new Entry(batch, ChangeText.of(batch, filter.text("widget"))))
            .toList();
    boolean more = answer.has("next") && filter.text("change").isEmpty();
    return new HistoryPage(
        filter,
        widgets,
        entries,
        more ? filter.with(answer.text("next")) : "",
        more && entries.size() < ROWS ? answer.number("next") : 0,
        command,
        "");
  }

  /** Where one is asked for that this node has not seen, the API answers the one before it. */
  private static boolean isMeant(Doc batch, Filter filter) {
    return filter.text("change").isEmpty() || batch.number("sequence") == change(filter);
  }

  /** The number of the only change that is asked for; 0 for what is no number. */
  private static long change(Filter filter) {
    String text = filter.text("change");
    return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : 0;
  }

  private static String target(Filter filter) {
    if (!filter.text("change").isEmpty()) {
      return "/history?limit=1&before=" + (change(filter) + 1);
    }
    Map<String, String> query = new LinkedHashMap<>();
    query.put("limit", Integer.toString(ROWS));
    query.put("before", filter.before());
    query.put("who", filter.text("who"));
    query.put("since", filter.since());
    query.put("type", filter.text("kind"));
    String widget = filter.text("widget");
    return (widget.isEmpty() ? "" : Visit.path(Visit.widget(widget)))
        + "/history"
        + Escape.query(query);
  }

  private static String command(Filter filter) {
    List<String> words = new ArrayList<>(List.of("widget-origin", "history"));
    if (change(filter) > 0) {
      words.addAll(List.of("--limit", "1", "--before", Long.toString(change(filter) + 1)));
      return String.join(" ", words);
    }
    Escape.option(words, "", filter.text("widget"));
    Escape.option(words, "--who", filter.text("who"));
    Escape.option(words, "--since", filter.since());
    Escape.option(words, "--type", filter.text("kind"));
    return String.join(" ", words);
  }

  /** Whether it shows one change only. */
  boolean one() {
    return !filter.text("change").isEmpty();
  }

  @Override
  public String title() {
    return one() ? "Change " + filter.text("change") : "History";
  }
}
