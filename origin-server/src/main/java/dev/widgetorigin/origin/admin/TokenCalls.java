package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.auth.Scope;
import dev.widgetorigin.origin.auth.token.Token;
import dev.widgetorigin.origin.auth.token.TokenStore;
import dev.widgetorigin.origin.config.value.ScopeText;
import dev.widgetorigin.origin.config.value.Texts;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.JsonType;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.Catalog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens: made, named, taken back. */
final class TokenCalls {
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final Duration LONGEST_GRACE = Duration.ofDays(30);

  private static final JsonType<String> NAME =
      JsonType.textThat(
          "up to 100 letters, digits, spaces and . _ @ / -",
          text -> text.matches("[A-Za-z0-9][A-Za-z0-9._@/ -]{0,99}"));
  private static final JsonType<List<Scope>> SCOPES =
      JsonType.list(JsonType.text(ScopeText.EXPECTED, Scope::parse), 1, 1000);
  private static final JsonType<Duration> GRACE =
      JsonType.text(
          "a duration such as 1h, 30d at most",
          text ->
              Texts.duration(text)
                  .filter(each -> !each.isNegative() && !isAbove(each, LONGEST_GRACE)));

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
    record Body(String name, List<Scope> scopes, Instant expires) {}
    Body body =
        call.body(
            fields ->
                new Body(
                    fields.required("name", NAME),
                    fields.required("scopes", SCOPES),
                    fields.get("expires", expires())));
    String what = body.name() + " " + body.scopes();
    call.because(what);
    call.announce(what);
    return created(tokens.create(body.name(), body.scopes(), body.expires(), call.who()));
  }

  /**
   * {@code {"grace": "1h", "expires": "90d"}}, both optional: another token of the same name and
   * scopes, in the answer, once; the old one ends after the grace, or now.
   */
  ApiAnswer rotate(ApiCall call) throws IOException {
    record Body(Duration grace, Instant expires) {}
    Body body =
        call.body(
            fields ->
                new Body(
                    fields.get("grace", GRACE, Duration.ZERO), fields.get("expires", expires())));
    String id = call.part("id");
    refuseDeclared(id);
    call.announce(id + ", grace " + Texts.show(body.grace()));
    TokenStore.Created created =
        tokens
            .rotate(id, body.grace(), body.expires(), call.who())
            .orElseThrow(() -> ProblemException.of(404, "Token not found", unknown(id)));
    call.because("new id " + created.token().id());
    return created(created);
  }

  private ApiAnswer created(TokenStore.Created created) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", created.sequence());
    json.put("changed", true);
    json.putAll(describe(created.token()));
    json.put("token", created.secret());
    return ApiAnswer.json(201, json).changed(created.sequence(), "");
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

  /** A time to come, or a duration from now on. */
  private JsonType<Instant> expires() {
    Instant now = clock.instant();
    return JsonType.text(
        "a duration from 1s to 3650d or a time to come such as 2027-01-31T00:00:00Z",
        text -> {
          Optional<Duration> life = Texts.duration(text);
          return life.isPresent()
              ? life.filter(each -> isAbove(each, Duration.ZERO) && !isAbove(each, LONGEST))
                  .map(now::plus)
              : Texts.time(text).filter(now::isBefore);
        });
  }

  private static boolean isAbove(Duration duration, Duration limit) {
    return duration.compareTo(limit) > 0;
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
