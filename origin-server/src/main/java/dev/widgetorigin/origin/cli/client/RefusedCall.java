package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Says what an origin refused, and what helps where the token is to blame. */
final class RefusedCall {
  private RefusedCall() {}

  /**
   * @param json the problem document, or anything else
   * @param token that was sent; null where none was
   */
  static CommandFailure of(int status, JsonNode json, String token) {
    List<String> errors = new ArrayList<>();
    json.path("errors").forEach(error -> errors.add(error.asString()));
    CommandFailure.Refusal refusal =
        new CommandFailure.Refusal(
            status,
            json.path("title").asString("the origin answered " + status),
            json.path("detail").asString(""),
            errors);
    return new CommandFailure(text(refusal, token), refusal);
  }

  private static String text(CommandFailure.Refusal refusal, String token) {
    StringBuilder text = new StringBuilder();
    text.append(refusal.title()).append(" (").append(refusal.status()).append(")");
    if (!refusal.detail().isEmpty()) {
      text.append(": ").append(refusal.detail());
    }
    refusal.errors().stream()
        .filter(error -> !refusal.detail().contains(error))
        .forEach(error -> text.append("\n  - ").append(error));
    if (refusal.status() == 401 && token == null) {
      text.append("\n  Sign in with --token or WIDGET_ORIGIN_TOKEN. The origin's first start wrote")
          .append(" the administrator's token to admin.token in its store folder.");
    }
    if (refusal.status() == 401 && token != null) {
      text.append(slip(token));
    }
    return text.toString();
  }

  /** What people copy along with a token; docker's --env-file keeps quotation marks. */
  private static String slip(String token) {
    if ("\"'".indexOf(token.charAt(0)) >= 0) {
      return "\n  The token that was given begins with a quotation mark: leave the marks out.";
    }
    if (token.regionMatches(true, 0, "Bearer", 0, "Bearer".length())) {
      return "\n  The token that was given begins with 'Bearer': give what follows, alone.";
    }
    return "";
  }
}
