package dev.widgetorigin.origin.auth.token;

import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.auth.Scope;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.manifest.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The tokens that this origin accepts: those in the log, which the API creates and revokes on every
 * node, and those that this node's operator has declared (in its configuration, or as {@code
 * WIDGET_ORIGIN_ADMIN_TOKEN}). The log has their hashes, never their texts.
 *
 * <p>A token is {@code wo_} and 256 random bits, so its plain SHA-256 is enough to keep: a slow
 * password hash guards words that people choose, and nobody guesses 256 bits; it would only make
 * every call slow and a flood of wrong tokens expensive. For the same reason a token is looked up
 * by its hash: how long that takes tells something about a hash, and nothing about a token.
 * Thread-safe; changes block on fsync, {@link #find} never blocks.
 *
 * <p>Every change is decided on the very state of the log that it is appended to: two nodes cannot
 * revoke the last two administrators at a time.
 */
public final class TokenStore {
  /** Who makes the first administrator's token. */
  private static final String ORIGIN = "origin";

  private static final int MAX_TOKENS = 10_000;

  /**
   * A token just made; {@code secret} is shown once and kept nowhere.
   *
   * @param sequence of the change
   */
  public record Created(Token token, String secret, long sequence) {
    @Override
    public String toString() {
      return token.toString();
    }
  }

  /** What became of a token that was to go. */
  public enum Revocation {
    REVOKED,
    /** There is no such token. */
    UNKNOWN,
    /** It stays: it is declared in the configuration. */
    DECLARED,
    /** It stays: without it nobody could make another. */
    LAST_ADMINISTRATOR
  }

  /**
   * What came of a token that was to go.
   *
   * @param sequence of the change; 0 where nothing changed
   */
  public record Revoked(Revocation outcome, long sequence) {}

  private final Catalog catalog;
  private final AdminTokenFile adminFile;
  private final TokenUses uses;
  private final TokenIndex index;
  private final InstantSource clock;
  private final SecureRandom random;

  private TokenStore(
      Catalog catalog,
      Path folder,
      List<Token> declared,
      InstantSource clock,
      SecureRandom random) {
    this.catalog = catalog;
    this.adminFile = new AdminTokenFile(folder.resolve(StoreLayout.ADMIN_TOKEN));
    this.uses = new TokenUses(folder.resolve(StoreLayout.TOKENS_USED));
    this.index = new TokenIndex(catalog, declared);
    this.clock = clock;
    this.random = random;
  }

  /**
   * Takes up the tokens of the log; makes the administrator's token where there is none.
   *
   * @param folder where this node keeps when tokens were last used, and {@code admin.token}
   * @param adminToken the administrator's token as the operator set it, or null. Without one, and
   *     without any other administrator, the first start makes one and writes it to {@code
   *     admin.token}, mode 0600
   * @param declared tokens of the configuration
   */
  public static TokenStore open(
      Catalog catalog,
      Path folder,
      String adminToken,
      List<Token> declared,
      InstantSource clock,
      SecureRandom random) {
    TokenStore store =
        new TokenStore(
            catalog,
            folder,
            DeclaredTokens.with(adminToken, declared, clock.instant()),
            clock,
            random);
    if (store.list().stream().noneMatch(token -> TokenRules.administers(token, clock.instant()))) {
      store.makeAdministrator();
    }
    return store;
  }

  /**
   * The secret is on the disk before its hash counts: a crash in between leaves no administrator,
   * and the next start makes another, instead of one whose secret nobody has.
   */
  private void makeAdministrator() {
    Instant time = now();
    NewToken admin = make("admin", List.of(Scope.ADMIN), null, "first start");
    adminFile.write(admin.secret());
    boolean first =
        catalog
            .commit(
                ORIGIN,
                "first start",
                state ->
                    TokenRules.administrators(state, time).isEmpty()
                        ? List.of(admin.change())
                        : List.of())
            .isPresent();
    if (!first) {
      // Another node was quicker; its operator has the token.
      adminFile.delete();
    }
  }

  /**
   * Takes up other declared tokens.
   *
   * @param adminToken as {@link #open} takes it
   * @throws IllegalStateException where no administrator would be left, or the token could not be
   *     sent; then the tokens stay as they are
   */
  public synchronized void reload(String adminToken, List<Token> nowDeclared) {
    Instant time = clock.instant();
    List<Token> fixed = DeclaredTokens.with(adminToken, nowDeclared, time);
    boolean administered =
        fixed.stream().anyMatch(token -> TokenRules.administers(token, time))
            || !TokenRules.administrators(catalog.snapshot(), time).isEmpty();
    if (!administered) {
      throw new IllegalStateException(
          "the tokens stay as they are: among those that are declared now and those in the log"
              + " there is none with the scope admin");
    }
    index.declare(fixed);
  }

  /** To the millisecond, as the log keeps times. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Who the secret stands for; empty for an unknown, revoked or expired one. */
  public Optional<Principal> find(String secret) {
    Instant now = clock.instant();
    return token(secret, now)
        .map(
            token -> {
              uses.used(token.id(), now);
              return new Principal(token.name(), token.scopes());
            });
  }

  /** The token with that text; empty for an unknown, revoked or expired one. */
  public Optional<Token> bySecret(String secret) {
    return token(secret, clock.instant());
  }

  /**
   * The token of that id, for who signed in with it before; empty where it was revoked or has
   * expired since. Counts as a use.
   */
  public Optional<Token> byId(String id) {
    Instant now = clock.instant();
    Optional<Token> found = Optional.ofNullable(index.byId(id)).filter(each -> !each.expired(now));
    found.ifPresent(token -> uses.used(token.id(), now));
    return found;
  }

  private Optional<Token> token(String secret, Instant now) {
    return Optional.ofNullable(index.byHash(hash(secret))).filter(token -> !token.expired(now));
  }

  /** To the minute; empty where it was never used. */
  public Optional<Instant> lastUsed(String id) {
    return uses.last(id);
  }

  /** Writes when tokens were last used, where that has changed. Blocks. */
  public void saveUses() {
    uses.save(list().stream().map(Token::id).toList());
  }

  /** Durable when it returns. {@code expires} is null for never. */
  public Created create(String name, List<Scope> scopes, Instant expires, String createdBy) {
    NewToken made = make(name, scopes, expires, createdBy);
    ChangeBatch batch =
        catalog
            .commit(
                createdBy,
                "",
                state -> {
                  if (state.tokens().size() >= MAX_TOKENS) {
                    throw tooMany();
                  }
                  return List.of(made.change());
                })
            .orElseThrow();
    return made.created(batch);
  }

  private static ProblemException tooMany() {
    return ProblemException.conflict(
        "There are %d tokens, the most there may be; revoke some that nobody uses ('widget-origin"
                .formatted(MAX_TOKENS)
            + " token list' shows when each was last used).");
  }

  /**
   * Makes a token of the same name and scopes; the old one ends after {@code grace}, or at once
   * where that is zero. Durable when it returns: at every moment one of the two works.
   *
   * @param expires of the new one; null for a life as long as the old one's
   * @return empty where there is no such token that could be replaced
   */
  public Optional<Created> rotate(String id, Duration grace, Instant expires, String who) {
    Instant time = now();
    Token old = TokenRules.stored(catalog.snapshot(), id);
    if (old == null || old.expired(time)) {
      return Optional.empty();
    }
    NewToken made = make(old.name(), old.scopes(), expires == null ? life(old) : expires, who);
    if (!adminFile.holds(old.hash())) {
      return catalog
          .commit(
              who,
              "",
              state -> TokenRules.rotation(state, id, made.change(), time, time.plus(grace)))
          .map(made::created);
    }
    // Both work while the file is replaced: a crash leaves it with one of them.
    Optional<ChangeBatch> both =
        catalog.commit(
            who,
            "",
            state -> TokenRules.usable(state, id, time) ? List.of(made.change()) : List.of());
    if (both.isEmpty()) {
      return Optional.empty();
    }
    adminFile.write(made.secret());
    ChangeBatch ended =
        catalog
            .commit(who, "", state -> TokenRules.end(state, id, time, time.plus(grace)))
            .orElse(both.get());
    return Optional.of(made.created(ended));
  }

  private NewToken make(String name, List<Scope> scopes, Instant expires, String createdBy) {
    return NewToken.make(random, name, scopes, now(), createdBy, expires);
  }

  private Instant life(Token old) {
    return old.expires() == null
        ? null
        : now().plus(Duration.between(old.created(), old.expires()));
  }

  /** Durable when it returns. */
  public Revoked revoke(String id, String who) {
    if (index.declared().stream().anyMatch(each -> each.id().equals(id))) {
      return new Revoked(Revocation.DECLARED, 0);
    }
    Instant time = now();
    boolean another =
        index.declared().stream().anyMatch(token -> TokenRules.administers(token, time));
    AtomicReference<Revocation> outcome = new AtomicReference<>();
    Optional<ChangeBatch> batch =
        catalog.commit(
            who,
            "",
            state -> {
              Revocation decided = TokenRules.revocation(state, id, another, time);
              outcome.set(decided);
              return decided == Revocation.REVOKED
                  ? List.of(new Change.TokenRevoked(id, TokenRules.stored(state, id).name()))
                  : List.of();
            });
    return new Revoked(outcome.get(), batch.map(ChangeBatch::sequence).orElse(0L));
  }

  /** The same for a token whose text is at hand, as its owner has it. */
  public Revoked revokeSecret(String secret, String who) {
    return token(secret, clock.instant())
        .map(token -> revoke(token.id(), who))
        .orElse(new Revoked(Revocation.UNKNOWN, 0));
  }

  /** Declared ones first, then by time of creation. */
  public List<Token> list() {
    return index.all();
  }

  public static Digest hash(String secret) {
    return Digest.sha256(secret.getBytes(StandardCharsets.UTF_8));
  }
}
