package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import java.time.Instant;
import java.util.List;

/**
 * One token, as an administrator sees it.
 *
 * @param own whether one is signed in with it
 * @param fixed why it cannot be revoked; empty where it can
 * @param unturnable why it cannot be rotated; empty where it can
 */
record TokenRow(Doc token, boolean own, String fixed, String unturnable) {
  static final String SENT_BEFORE =
      "This form was sent before, and what came of it was shown then. Fill it in again if you need"
          + " another token.";

  private static final String DECLARED =
      "It is declared in the configuration of the origin (tokens, or WIDGET_ORIGIN_ADMIN_TOKEN);"
          + " change it there and restart.";
  private static final String LAST =
      "It is the only administrator's token: without it nobody could make another. Rotate it, or"
          + " make another one first.";

  static List<TokenRow> list(Visit visit) {
    return of(visit.get("/tokens").list("tokens"), visit.session().token().id(), visit.now());
  }

  /**
   * Rows of tokens as the API lists them.
   *
   * @param own the id of the one that one is signed in with
   */
  static List<TokenRow> of(List<Doc> tokens, String own, Instant now) {
    long administrators = tokens.stream().filter(each -> administers(each, now)).count();
    return tokens.stream()
        .map(each -> row(each, own, administers(each, now) && administrators == 1, now))
        .toList();
  }

  private static TokenRow row(Doc token, String own, boolean last, Instant now) {
    boolean declared = token.text("id").startsWith("config-");
    return new TokenRow(
        token,
        token.text("id").equals(own),
        declared ? DECLARED : last ? LAST : "",
        declared ? DECLARED : expired(token, now) ? "It has expired." : "");
  }

  private static boolean administers(Doc token, Instant now) {
    return token.texts("scopes").contains("admin") && !expired(token, now);
  }

  private static boolean expired(Doc token, Instant now) {
    return token.has("expires") && !Instant.parse(token.text("expires")).isAfter(now);
  }

  String id() {
    return token.text("id");
  }

  String scopes() {
    return String.join(", ", token.texts("scopes"));
  }
}
