package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.auth.Scope;
import dev.widgetorigin.origin.auth.Token;
import dev.widgetorigin.origin.auth.TokenStore;
import dev.widgetorigin.origin.config.Texts;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.Catalog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens: made, named, taken back. */
final class TokenCalls {
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final Duration LONGEST_GRACE = Duration.ofDays(30);

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
        200, Map.of("tokens", tokens.list().stream().map(this::describe).toList()));
  }

  /**
   * {@code {"name": "ci", "scopes": ["publish:msr-*"], "expires": "2027-01-01T00:00:00Z"}}, or
   * {@code "expires": "90d"}; the answer holds the token itself, once.
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
    call.announce(name + " " + scopes);
    return created(201, tokens.create(name, scopes, expires, call.who()));
  }

  /**
   * {@code {"grace": "1h", "expires": "90d"}}, both optional: another token of the same name and
   * scopes, in the answer, once; the old one ends after the grace, or now.
   */
  ApiAnswer rotate(ApiCall call) throws IOException {
    JsonFields fields = call.fields();
    Duration grace = duration(fields, "grace");
    Instant expires = expires(fields);
    fields.done();
    String id = call.part("id");
    refuseDeclared(id);
    call.announce(id + ", grace " + Texts.show(grace));
    TokenStore.Created created =
        tokens
            .rotate(id, grace, expires, call.who())
            .orElseThrow(() -> ProblemException.of(404, "Token not found", unknown(id)));
    call.because("new id " + created.token().id());
    return created(201, created);
  }

  private ApiAnswer created(int status, TokenStore.Created created) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", created.sequence());
    json.put("changed", true);
    json.putAll(describe(created.token()));
    json.put("token", created.secret());
    return ApiAnswer.json(status, json).changed(created.sequence(), "");
  }

  ApiAnswer revoke(ApiCall call) {
    String id = call.part("id");
    refuseDeclared(id);
    call.announce(id);
    TokenStore.Revoked result = tokens.revoke(id, call.who());
    if (result.outcome() == TokenStore.Revocation.LAST_ADMINISTRATOR) {
      throw ProblemException.of(
          409,
          "Conflict",
          "This is the only administrator's token: without it nobody could make another. Make one"
              + " first ('widget-origin token create NAME --scope admin'), or replace this one"
              + " ('widget-origin token rotate "
              + id
              + "').");
    }
    Map<String, Object> json = new LinkedHashMap<>();
    boolean changed = result.outcome() == TokenStore.Revocation.REVOKED;
    json.put("sequence", changed ? result.sequence() : catalog.snapshot().sequence());
    json.put("changed", changed);
    json.put("id", id);
    return ApiAnswer.json(200, json).changed(result.sequence(), "");
  }

  private static void refuseDeclared(String id) {
    if (id.startsWith("config-")) {
      throw ProblemException.of(
          409,
          "Conflict",
          "This token is declared in the origin's configuration (tokens, or"
              + " WIDGET_ORIGIN_ADMIN_TOKEN); change it there and restart.");
    }
  }

  private static String unknown(String id) {
    return "No token has the id '"
        + id
        + "', or it has expired; 'widget-origin token list' shows those there are.";
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

  /** A time, or a duration from now on. */
  private Instant expires(JsonFields fields) {
    String text = fields.text("expires");
    if (text == null) {
      return null;
    }
    Instant now = clock.instant();
    Optional<Duration> life = Texts.duration(text);
    if (life.isPresent()) {
      if (life.get().isZero() || life.get().isNegative() || life.get().compareTo(LONGEST) > 0) {
        fields.error("expires", "expected a duration from 1s to 3650d, found " + text);
        return null;
      }
      return now.plus(life.get());
    }
    try {
      Instant expires = Instant.parse(text);
      if (!expires.isAfter(now)) {
        fields.error("expires", "expected a time to come, found " + text);
      }
      return expires;
    } catch (DateTimeParseException e) {
      fields.error(
          "expires",
          "expected a duration such as 90d or a time such as 2027-01-31T00:00:00Z, found '"
              + text
              + "'");
      return null;
    }
  }

  /** Zero where absent or wrong; then there is an error. */
  private static Duration duration(JsonFields fields, String name) {
    String text = fields.text(name);
    Optional<Duration> duration = text == null ? Optional.empty() : Texts.duration(text);
    boolean sound =
        text == null
            || duration
                .filter(each -> !each.isNegative() && each.compareTo(LONGEST_GRACE) <= 0)
                .isPresent();
    if (!sound) {
      fields.error(name, "expected a duration such as 1h, 30d at most, found '" + text + "'");
    }
    return sound ? duration.orElse(Duration.ZERO) : Duration.ZERO;
  }

  private Map<String, Object> describe(Token token) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", token.id());
    json.put("name", token.name());
    json.put("scopes", token.scopes().stream().map(Scope::toString).toList());
    json.put("created", token.created().toString());
    json.put("createdBy", token.createdBy());
    json.put("expires", token.expires() == null ? null : token.expires().toString());
    json.put("lastUsed", tokens.lastUsed(token.id()).map(Instant::toString).orElse(null));
    return json;
  }
}
