package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What each node has seen, what each edge was told and shows, and who is told of changes.
 *
 * @param receivers of notifications
 */
record EdgesPage(List<Node> nodes, List<Edge> edges, List<Host> hosts, List<Receiver> receivers)
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

  static EdgesPage of(Visit visit) {
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
            .toList());
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

  @Override
  public String title() {
    return "Nodes and edges";
  }
}
