package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.WidgetName;
import java.util.List;

/**
 * What a rollback would change, before it does.
 *
 * @param plan as the API previews it; empty where there is nothing to roll back to
 * @param why there is nothing; empty
 * @param others versions that one may go back to instead
 */
record RollbackPage(
    String name, String alias, Doc plan, String why, List<String> others, Act act, Act yank)
    implements Page.Shown {
  private static final int CHOICES = 20;

  static RollbackPage of(Visit visit) {
    WidgetName name = visit.widget();
    String alias = visit.parts().get("alias");
    String to = visit.query().text("to");
    Doc widget = visit.get(Visit.path(name) + "?limit=1");
    String path = Visit.path(name) + "/aliases/" + Escape.segment(alias) + "/rollback";
    Doc plan = Doc.NOTHING;
    String why = "";
    try {
      plan = visit.get(path + (to.isEmpty() ? "" : "?to=" + Escape.segment(to)));
    } catch (ProblemException refusal) {
      why = refusal.problem().detail();
    }
    String from = plan.text("from");
    List<String> others =
        widget.list("versions").stream()
            .filter(each -> List.of("released", "deprecated").contains(each.text("state")))
            .map(each -> each.text("version"))
            .filter(version -> !version.equals(from))
            .limit(CHOICES)
            .toList();
    // What was previewed is what is done, whatever happens in between.
    String target = plan.text("to");
    return new RollbackPage(
        name.toString(),
        alias,
        plan,
        why,
        others,
        visit.act("rollback", name, "alias", alias, "to", target),
        visit.act("rollback", name, "alias", alias, "to", target, "yank", "1"));
  }

  @Override
  public String title() {
    return "Roll back " + alias + " of " + name;
  }
}
