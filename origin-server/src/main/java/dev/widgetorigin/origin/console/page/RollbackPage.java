package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.part.Act;
import dev.widgetorigin.origin.console.part.Advice;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.WidgetName;
import java.util.List;

/**
 * What a rollback would change, before it does; and after it, what can be done next.
 *
 * @param line of the alias: what it answers now, and its pin
 * @param plan as the API previews it; empty where there is nothing to roll back to
 * @param why there is nothing; null where there is something
 * @param others versions that one may go to instead, the newest first
 * @param next of them, which one is likely: the newest below what is answered now
 * @param act null where it would change nothing
 * @param yank withdraws what is left, or was; null where nothing answers it anyway
 * @param letGo has the alias follow releases again; null where nothing holds it
 */
record RollbackPage(
    String name,
    String alias,
    Doc line,
    Doc plan,
    Advice why,
    List<String> others,
    String next,
    Act act,
    Act yank,
    Act letGo)
    implements Page.Shown {
  private static final int CHOICES = 20;

  static RollbackPage of(Visit visit) {
    WidgetName name = visit.widget();
    String alias = visit.parts().get("alias");
    String to = visit.query().text("to");
    Doc widget = visit.get(Visit.path(name) + "?limit=1");
    String path = Visit.path(name) + "/aliases/" + Escape.segment(alias);
    Doc line = visit.find(path).orElse(Doc.NOTHING);
    Doc plan = Doc.NOTHING;
    Advice why = null;
    try {
      plan = visit.get(path + "/rollback" + (to.isEmpty() ? "" : "?to=" + Escape.segment(to)));
    } catch (ProblemException refusal) {
      why = Advice.of(refusal.problem().detail());
    }
    String now = line.text("version");
    List<String> served =
        widget.list("versions").stream()
            .filter(each -> List.of("released", "deprecated").contains(each.text("state")))
            .map(each -> each.text("version"))
            .toList();
    List<String> others =
        served.stream().filter(version -> !version.equals(now)).limit(CHOICES).toList();
    // What was previewed is what is done, whatever happens in between.
    String target = plan.text("to");
    boolean moves = !plan.list("aliases").isEmpty();
    return new RollbackPage(
        name.toString(),
        alias,
        line,
        plan,
        why,
        others,
        next(served, now, plan.text("from")),
        moves ? visit.act("rollback", name, "alias", alias, "to", target) : null,
        yank(visit, name, alias, plan, served, moves),
        letGo(visit, name, alias, line));
  }

  private static String next(List<String> served, String now, String left) {
    List<String> below = served.subList(served.indexOf(now) + 1, served.size());
    return below.stream().filter(version -> !version.equals(left)).findFirst().orElse("");
  }

  private static Act yank(
      Visit visit, WidgetName name, String alias, Doc plan, List<String> served, boolean moves) {
    String left = plan.text("from");
    if (moves) {
      return visit.act("rollback", name, "alias", alias, "to", plan.text("to"), "yank", "1");
    }
    boolean goes = !left.equals(plan.text("to")) && served.contains(left);
    return goes ? visit.act("yank", name, "version", left) : null;
  }

  /** Only of the alias itself: one that follows another is let go there. */
  private static Act letGo(Visit visit, WidgetName name, String alias, Doc line) {
    if (line.has("pin")) {
      return visit.act("unpin", name, "alias", alias);
    }
    return line.at("follows").has("hold") ? visit.act("resume", name, "alias", alias) : null;
  }

  /** Whether a rollback put the alias where it is. */
  boolean done() {
    return why == null && act == null && !plan.text("from").equals(plan.text("to"));
  }

  /** The alias whose pin holds this one, where it is another one; empty for none. */
  String heldBy() {
    String by = line.at("held").text("by");
    return letGo == null && !by.equals(alias) ? by : "";
  }

  @Override
  public String title() {
    return "Roll back " + alias + " of " + name;
  }
}
