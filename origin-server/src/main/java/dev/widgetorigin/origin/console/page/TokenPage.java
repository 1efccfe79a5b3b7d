package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.call.Form;
import dev.widgetorigin.origin.console.part.Filter;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One token, to be rotated or revoked.
 *
 * @param row null where there is none
 * @param wrong why what was asked for was not done; empty
 * @param made what it was replaced by, with its secret, shown this once; else nothing
 * @param revoked whether it was revoked just now
 * @param ticket lets a form through once
 * @param denied why this token may not; empty
 */
record TokenPage(
    String id, TokenRow row, String wrong, Doc made, boolean revoked, String ticket, String denied)
    implements Page.Shown {
  /** How long the old token still works, as the form offers it. */
  static final Map<String, String> GRACES = graces();

  private static Map<String, String> graces() {
    Map<String, String> graces = new LinkedHashMap<>();
    graces.put("", "not at all");
    graces.put("1h", "an hour");
    graces.put("1d", "a day");
    graces.put("7d", "a week");
    return graces;
  }

  static TokenPage of(Visit visit) {
    TokenPage page = show(visit, "", Doc.NOTHING, false);
    if (page.denied().isEmpty() && page.row() == null) {
      throw ProblemException.of(
          404,
          "No such token",
          "No token has the id '" + page.id() + "'; it may have been revoked.");
    }
    return page;
  }

  private static TokenPage show(Visit visit, String wrong, Doc made, boolean revoked) {
    String id = visit.parts().get("id");
    String denied = visit.deniedAdmin();
    List<TokenRow> all = denied.isEmpty() ? TokenRow.list(visit) : List.of();
    return new TokenPage(
        id,
        all.stream().filter(each -> each.id().equals(id)).findFirst().orElse(null),
        wrong,
        made,
        revoked,
        visit.ticket(),
        denied);
  }

  /** Rotates or revokes it. */
  static TokenPage change(Visit visit) {
    Form form = visit.query();
    try {
      if (!visit.spend(form)) {
        return show(visit, TokenRow.SENT_BEFORE, Doc.NOTHING, false);
      }
      return form.text("do").equals("revoke") ? revoke(visit, form) : rotate(visit, form);
    } catch (ProblemException refusal) {
      return show(visit, Filter.wrong(refusal), Doc.NOTHING, false);
    }
  }

  private static TokenPage rotate(Visit visit, Form form) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (!form.text("grace").isEmpty()) {
      body.put("grace", form.text("grace"));
    }
    return show(visit, "", visit.call(Method.POST, path(visit) + "/rotate", body), false);
  }

  private static TokenPage revoke(Visit visit, Form form) {
    if (form.text("sure").isEmpty()) {
      return show(visit, "Tick the box to revoke it.", Doc.NOTHING, false);
    }
    boolean changed = visit.call(Method.DELETE, path(visit), null).flag("changed");
    return show(visit, changed ? "" : "It was gone already.", Doc.NOTHING, changed);
  }

  private static String path(Visit visit) {
    return "/tokens/" + Escape.segment(visit.parts().get("id"));
  }

  @Override
  public String title() {
    return row == null ? "Token" : "Token " + row.token().text("name");
  }
}
