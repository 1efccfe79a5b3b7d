package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.publish.Refusal;
import dev.widgetorigin.origin.publish.Scope;
import dev.widgetorigin.origin.publish.Token;
import dev.widgetorigin.origin.publish.TokenStore;
import dev.widgetorigin.store.Catalog;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tokens: made, named, taken back. They are in no log but the audit log, so the sequence in the
 * answers is the store's present one.
 */
final class TokenCalls {
  private final TokenStore tokens;
  private final Catalog catalog;
  private final InstantSource clock;

  TokenCalls(TokenStore tokens, Catalog catalog, InstantSource clock) {
    this.tokens = tokens;
    this.catalog = catalog;
    this.clock = clock;
  }

  ApiAnswer list(ApiCall call) {
    return ApiAnswer.json(
        200, Map.of("tokens", tokens.list().stream().map(TokenCalls::describe).toList()));
  }

  /**
   * {@code {"name": "ci", "scopes": ["publish:msr-*"], "expires": "2027-01-01T00:00:00Z"}}; the
   * answer holds the token itself, once.
   */
  ApiAnswer create(ApiCall call) throws IOException {
    JsonFields fields = call.fields();
    String name = fields.required("name");
    if (name != null && !name.matches("[A-Za-z0-9][A-Za-z0-9._@/ -]{0,99}")) {
      fields.error("name", "expected up to 100 letters, digits, spaces and . _ @ / -");
    }
    List<Scope> scopes = scopes(fields);
    Instant expires = expires(fields);
    fields.done();
    call.because(name + " " + scopes);
    TokenStore.Created created = tokens.create(name, scopes, expires, call.who());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", catalog.snapshot().sequence());
    json.put("changed", true);
    json.putAll(describe(created.token()));
    json.put("token", created.secret());
    return ApiAnswer.json(201, json);
  }

  ApiAnswer revoke(ApiCall call) {
    String id = call.part("id");
    if (id.startsWith("config-")) {
      throw Refusal.of(
          409,
          "Conflict",
          "This token is declared in the configuration; take it out there and restart.");
    }
    boolean changed = tokens.revoke(id);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", catalog.snapshot().sequence());
    json.put("changed", changed);
    json.put("id", id);
    return ApiAnswer.json(200, json);
  }

  private static List<Scope> scopes(JsonFields fields) {
    List<String> texts = fields.texts("scopes");
    List<Scope> scopes = new ArrayList<>();
    if (texts == null || texts.isEmpty()) {
      fields.error("scopes", "expected at least one of admin, read, publish:NAME, release:NAME");
      return scopes;
    }
    for (String text : texts) {
      Scope.parse(text)
          .ifPresentOrElse(
              scopes::add,
              () ->
                  fields.error(
                      "scopes",
                      "expected admin, read, publish:NAME or release:NAME, where NAME may hold *,"
                          + " found '"
                          + text
                          + "'"));
    }
    return scopes;
  }

  private Instant expires(JsonFields fields) {
    String text = fields.text("expires");
    if (text == null) {
      return null;
    }
    try {
      Instant expires = Instant.parse(text);
      if (!expires.isAfter(clock.instant())) {
        fields.error("expires", "expected a time to come, found " + text);
      }
      return expires;
    } catch (DateTimeParseException e) {
      fields.error("expires", "expected a time such as 2027-01-31T00:00:00Z, found '" + text + "'");
      return null;
    }
  }

  private static Map<String, Object> describe(Token token) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", token.id());
    json.put("name", token.name());
    json.put("scopes", token.scopes().stream().map(Scope::toString).toList());
    json.put("created", token.created().toString());
    json.put("createdBy", token.createdBy());
    json.put("expires", token.expires() == null ? null : token.expires().toString());
    return json;
  }
}
