package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.call.Form;
import dev.widgetorigin.origin.console.part.Filter;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may do what: every token, and a form for another one.
 *
 * @param typed what was filled in and refused
 * @param wrong why; empty
 * @param made the token that was made just now, with its secret, shown this once; else nothing
 * @param ticket lets the form through once
 * @param denied why this token may not; empty
 */
record TokensPage(
    List<TokenRow> tokens, Form typed, String wrong, Doc made, String ticket, String denied)
    implements Page.Shown {
  static final String PATH = "tokens";

  /** What a token may be for, as the form offers it. */
  static final Map<String, String> PURPOSES = purposes();

  /** How long it may live, as the form offers it. */
  static final Map<String, String> LIVES = lives();

  private static Map<String, String> purposes() {
    Map<String, String> purposes = new LinkedHashMap<>();
    purposes.put("read", "Look only");
    purposes.put("publish", "Publish");
    purposes.put("release", "Release, pin and roll back");
    purposes.put("both", "Publish and release");
    purposes.put("admin", "Do everything");
    return purposes;
  }

  private static Map<String, String> lives() {
    Map<String, String> lives = new LinkedHashMap<>();
    lives.put("7d", "a week");
    lives.put("30d", "30 days");
    lives.put("90d", "90 days");
    lives.put("365d", "a year");
    lives.put("", "for ever");
    return lives;
  }

  static TokensPage of(Visit visit) {
    return show(visit, new Form(Map.of("life", "90d")), "", Doc.NOTHING);
  }

  private static TokensPage show(Visit visit, Form typed, String wrong, Doc made) {
    String denied = visit.deniedAdmin();
    return new TokensPage(
        denied.isEmpty() ? TokenRow.list(visit) : List.of(),
        typed,
        wrong,
        made,
        visit.ticket(),
        denied);
  }

  /** Makes a token. Its secret is in this answer and nowhere else. */
  static TokensPage create(Visit visit) {
    Form form = visit.query();
    if (!visit.spend(form)) {
      return show(visit, form, TokenRow.SENT_BEFORE, Doc.NOTHING);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", form.text("name"));
    body.put("scopes", scopes(form));
    if (!form.text("life").isEmpty()) {
      body.put("expires", form.text("life"));
    }
    try {
      Doc made = visit.call(Method.POST, "/tokens", body);
      return show(visit, new Form(Map.of("life", "90d")), "", made);
    } catch (ProblemException refusal) {
      return show(visit, form, Filter.wrong(refusal), Doc.NOTHING);
    }
  }

  /** {@code publish:chat}, {@code release:chat} of what was chosen. */
  static List<String> scopes(Form form) {
    String purpose = form.text("may");
    if (purpose.equals("read") || purpose.equals("admin")) {
      return List.of(purpose);
    }
    List<String> scopes = new ArrayList<>();
    String widgets = form.text("widgets");
    for (String widget : widgets.isEmpty() ? new String[] {"*"} : widgets.split("[\\s,]+", -1)) {
      for (String each :
          purpose.equals("both") ? List.of("publish", "release") : List.of(purpose)) {
        scopes.add(each + ":" + widget);
      }
    }
    return scopes;
  }

  /** The command line that makes the same token. */
  static String command(Form form) {
    List<String> words = new ArrayList<>(List.of("widget-origin", "token", "create"));
    Escape.option(words, "", form.text("name").isEmpty() ? "NAME" : form.text("name"));
    String scopes =
        form.text("may").isEmpty() ? "publish:chat,release:chat" : String.join(",", scopes(form));
    Escape.option(words, "--scope", scopes);
    Escape.option(words, "--expires", form.text("life"));
    return String.join(" ", words);
  }

  @Override
  public String title() {
    return "Tokens";
  }
}
