package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Form;
import dev.widgetorigin.origin.console.part.Filter;
import dev.widgetorigin.origin.console.part.Words;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each node has seen, what each edge was told and shows, and who is told of changes.
 *
 * @param receivers of notifications
 * @param told what a form of this page came to
 * @param denied why the token may not tell receivers anything; empty where it may
 */
record EdgesPage(
    List<Node> nodes,
    List<Edge> edges,
    List<Host> hosts,
    List<Receiver> receivers,
    Told told,
    String denied)
    implements Page.Shown {
  static final String PATH = "nodes";

  /** A node says something every ten seconds; after so long it is gone. */
  static final long SILENT_MILLIS = 30_000;

  private static final int ALIASES = 100;

  /**
   * One node.
   *
   * @param self whether it answers this page
   * @param behind so many changes it has not seen
   */
  record Node(Doc status, boolean self, long behind) {
    boolean silent() {
      return status.number("ageMillis") > SILENT_MILLIS;
    }

    /** {@code 0.4 s}, {@code 12 s}, {@code 5 min}. */
    String age() {
      long millis = status.number("ageMillis");
      return millis < 10_000
          ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
          : millis < 120_000 ? millis / 1000 + " s" : Words.count(millis / 60_000) + " min";
    }
  }

  /**
   * One edge that is purged.
   *
   * @param behind so many changes it was not told of
   */
  record Edge(Doc status, long behind) {
    boolean failing() {
      return status.has("failingSince");
    }
  }

  /**
   * A public host that is looked through.
   *
   * @param aliases what was seen; wrong ones first
   * @param more so many are left out
   */
  record Host(Doc status, List<Doc> aliases, int more) {}

  /** Somebody who is told of changes. */
  record Receiver(Doc status) {
    boolean failing() {
      return status.has("failingSince");
    }

    /** Which events, in words. */
    String told() {
      List<String> events = status.texts("events");
      return events.isEmpty() || events.contains("*") ? "everything" : String.join(", ", events);
    }
  }

  /**
   * What a form came to.
   *
   * @param done in words; empty where nothing was asked for
   * @param wrong why it was not done, for each receiver that did not take it
   */
  record Told(String done, List<String> wrong) {
    static final Told NOTHING = new Told("", List.of());
  }

  static EdgesPage of(Visit visit) {
    return show(visit, Told.NOTHING);
  }

  /** Sends a receiver a message to try it, or tells again what was given up. */
  static EdgesPage tell(Visit visit) {
    Form form = visit.query();
    try {
      return show(visit, form.text("do").equals("retry") ? retry(visit, form) : test(visit, form));
    } catch (ProblemException refusal) {
      return show(visit, new Told("", List.of(Filter.wrong(refusal))));
    }
  }

  private static Told test(Visit visit, Form form) {
    Doc answer =
        visit.call(Method.POST, "/notifications/test", Map.of("webhook", form.text("webhook")));
    List<String> taken = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Doc each : answer.list("results")) {
      if (each.flag("taken")) {
        taken.add(each.text("name") + " took the test message.");
      } else {
        wrong.add(each.text("name") + " did not take the test message: " + each.text("problem"));
      }
    }
    return new Told(String.join(" ", taken), wrong);
  }

  private static Told retry(Visit visit, Form form) {
    String id = form.text("id");
    Map<String, Object> body = id.isEmpty() ? Map.of() : Map.of("id", id);
    long count = visit.call(Method.POST, "/notifications/retry", body).number("retried");
    return new Told(
        count == 1 ? "One event is told again." : Words.count(count) + " events are told again.",
        List.of());
  }

  private static EdgesPage show(Visit visit, Told told) {
    Doc nodes = visit.get("/nodes");
    Doc purge = visit.find("/purge").orElse(Doc.NOTHING);
    long newest =
        nodes.list("nodes").stream().mapToLong(each -> each.number("sequence")).max().orElse(0);
    return new EdgesPage(
        nodes.list("nodes").stream()
            .map(
                each ->
                    new Node(
                        each,
                        each.text("node").equals(nodes.text("node")),
                        newest - each.number("sequence")))
            .toList(),
        purge.list("targets").stream()
            .map(each -> new Edge(each, Math.max(0, newest - each.number("sequence"))))
            .toList(),
        purge.list("hosts").stream().map(EdgesPage::host).toList(),
        visit.find("/notifications").orElse(Doc.NOTHING).list("webhooks").stream()
            .map(Receiver::new)
            .toList(),
        told,
        visit.deniedAdmin());
  }

  private static Host host(Doc status) {
    List<Doc> aliases = new ArrayList<>(status.list("aliases"));
    aliases.sort(
        Comparator.comparing((Doc each) -> each.flag("right"))
            .thenComparing(each -> -each.number("sequence")));
    int shown = Math.min(ALIASES, aliases.size());
    return new Host(status, aliases.subList(0, shown), aliases.size() - shown);
  }

  /** What there is to do about an edge that takes no purges. */
  static String advice(Doc target) {
    return "Mend what the reason says; the origin goes on trying and forgets nothing. Until then"
        + " visitors may get old answers there until they expire. 'widget-origin purge WIDGET'"
        + " tells every edge again, and '"
        + target.text("name")
        + "' under purge.targets in the configuration has its address and its key.";
  }

  /** How many events receivers were never told of. */
  long dead() {
    return receivers.stream().mapToLong(each -> each.status().number("dead")).sum();
  }

  @Override
  public String title() {
    return "Nodes and edges";
  }
}
