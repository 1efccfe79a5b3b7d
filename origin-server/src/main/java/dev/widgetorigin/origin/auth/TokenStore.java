package dev.widgetorigin.origin.auth;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.ApiToken;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Digest;
import dev.widgetorigin.store.layout.StoreLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final String PREFIX = "wo_";

  /** Who makes the first administrator's token. */
  private static final String ORIGIN = "origin";

  private static final Logger LOG = LoggerFactory.getLogger(TokenStore.class);
  private static final int SHORT = 20;
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

  /** Every token by its hash, and those of the log in their order, as of one state of it. */
  private record Known(
      Map<String, ApiToken> source,
      List<Token> declared,
      List<Token> stored,
      Map<Digest, Token> byHash) {}

  private final Catalog catalog;
  private final AdminTokenFile adminFile;
  private final TokenUses uses;
  private volatile List<Token> declared;
  private final InstantSource clock;
  private final SecureRandom random;
  private volatile Known known;

  private TokenStore(
      Catalog catalog,
      Path folder,
      List<Token> declared,
      InstantSource clock,
      SecureRandom random) {
    this.catalog = catalog;
    this.adminFile = new AdminTokenFile(folder.resolve(StoreLayout.ADMIN_TOKEN));
    this.uses = new TokenUses(folder.resolve(StoreLayout.TOKENS_USED));
    this.declared = List.copyOf(declared);
    this.clock = clock;
    this.random = random;
    this.known = index();
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
            catalog, folder, fixed(adminToken, declared, clock.instant()), clock, random);
    if (store.list().stream().noneMatch(token -> administers(token, clock.instant()))) {
      store.makeAdministrator();
    }
    return store;
  }

  private static List<Token> fixed(String adminToken, List<Token> declared, Instant now) {
    List<Token> fixed = new ArrayList<>(declared);
    if (adminToken != null && !adminToken.isEmpty()) {
      fixed.add(declared("admin", hash(checked(adminToken.strip())), List.of(Scope.ADMIN), now));
    }
    return fixed;
  }

  /**
   * The secret is on the disk before its hash counts: a crash in between leaves no administrator,
   * and the next start makes another, instead of one whose secret nobody has.
   */
  private void makeAdministrator() {
    Instant time = now();
    Made admin = make("admin", List.of(Scope.ADMIN), null, "first start");
    adminFile.write(admin.secret());
    boolean first =
        catalog
            .commit(
                ORIGIN,
                "first start",
                state ->
                    administrators(state, time).isEmpty() ? List.of(admin.change()) : List.of())
            .isPresent();
    if (!first) {
      // Another node was quicker; its operator has the token.
      adminFile.delete();
    }
  }

  /** Refuses what no client could send in a header field; an operator's own choice may be weak. */
  private static String checked(String adminToken) {
    boolean sendable = adminToken.chars().allMatch(each -> each > ' ' && each < 0x7f);
    if (adminToken.isEmpty() || !sendable) {
      throw new IllegalStateException(
          "WIDGET_ORIGIN_ADMIN_TOKEN: expected visible ASCII characters without spaces, found "
              + (adminToken.isEmpty() ? "only white space" : "another character"));
    }
    if (adminToken.length() < SHORT) {
      LOG.warn(
          "WIDGET_ORIGIN_ADMIN_TOKEN has fewer than {} characters and may be guessed; choose a"
              + " longer one",
          SHORT);
    }
    return adminToken;
  }

  /** A token that the configuration names by its hash. */
  public static Token declared(String name, Digest hash, List<Scope> scopes, Instant now) {
    String id = "config-" + hash.toString().substring(0, 8);
    return new Token(id, name, hash, scopes, now, "configuration", null);
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
    List<Token> fixed = List.copyOf(fixed(adminToken, nowDeclared, time));
    boolean administered =
        fixed.stream().anyMatch(token -> administers(token, time))
            || !administrators(catalog.snapshot(), time).isEmpty();
    if (!administered) {
      throw new IllegalStateException(
          "the tokens stay as they are: among those that are declared now and those in the log"
              + " there is none with the scope admin");
    }
    declared = fixed;
  }

  /** As of now. The log's tokens are another map whenever they have changed. */
  private Known known() {
    Known last = known;
    if (last.source != catalog.snapshot().tokens() || last.declared != declared) {
      last = index();
      known = last;
    }
    return last;
  }

  private Known index() {
    Map<String, ApiToken> source = catalog.snapshot().tokens();
    List<Token> fixed = declared;
    List<Token> stored = source.values().stream().map(Token::of).toList();
    Map<Digest, Token> byHash = new HashMap<>();
    stored.forEach(token -> byHash.put(token.hash(), token));
    fixed.forEach(token -> byHash.put(token.hash(), token));
    return new Known(source, fixed, stored, Map.copyOf(byHash));
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

  private Optional<Token> token(String secret, Instant now) {
    return Optional.ofNullable(known().byHash.get(hash(secret)))
        .filter(token -> !token.expired(now));
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
    Made made = make(name, scopes, expires, createdBy);
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

  /** A token that is in no log yet. */
  private record Made(Token token, String secret) {
    Change change() {
      return new Change.TokenChanged(token.kept());
    }

    Created created(ChangeBatch batch) {
      return new Created(token, secret, batch.sequence());
    }
  }

  private Made make(String name, List<Scope> scopes, Instant expires, String createdBy) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    byte[] id = new byte[6];
    random.nextBytes(id);
    Instant end = expires == null ? null : expires.truncatedTo(ChronoUnit.MILLIS);
    String text = HexFormat.of().formatHex(id);
    return new Made(new Token(text, name, hash(secret), scopes, now(), createdBy, end), secret);
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
    Token old = stored(catalog.snapshot(), id);
    if (old == null || old.expired(time)) {
      return Optional.empty();
    }
    Made made = make(old.name(), old.scopes(), expires == null ? life(old) : expires, who);
    if (!adminFile.holds(old.hash())) {
      return catalog
          .commit(who, "", state -> rotation(state, id, made, time, time.plus(grace)))
          .map(made::created);
    }
    // Both work while the file is replaced: a crash leaves it with one of them.
    Optional<ChangeBatch> both =
        catalog.commit(
            who, "", state -> usable(state, id, time) ? List.of(made.change()) : List.of());
    if (both.isEmpty()) {
      return Optional.empty();
    }
    adminFile.write(made.secret());
    ChangeBatch ended =
        catalog.commit(who, "", state -> end(state, id, time, time.plus(grace))).orElse(both.get());
    return Optional.of(made.created(ended));
  }

  private static List<Change> rotation(
      CatalogSnapshot state, String id, Made made, Instant time, Instant end) {
    List<Change> changes = new ArrayList<>(end(state, id, time, end));
    if (!changes.isEmpty()) {
      changes.add(0, made.change());
    }
    return changes;
  }

  /** Ends a token at {@code end} at the latest; nothing where it has ended. Pure. */
  private static List<Change> end(CatalogSnapshot state, String id, Instant time, Instant end) {
    if (!usable(state, id, time)) {
      return List.of();
    }
    Token old = stored(state, id);
    if (!end.isAfter(time)) {
      return List.of(new Change.TokenRevoked(id, old.name()));
    }
    boolean sooner = old.expires() != null && old.expires().isBefore(end);
    return List.of(new Change.TokenChanged(old.withExpires(sooner ? old.expires() : end).kept()));
  }

  private static boolean usable(CatalogSnapshot state, String id, Instant time) {
    Token token = stored(state, id);
    return token != null && !token.expired(time);
  }

  private Instant life(Token old) {
    return old.expires() == null
        ? null
        : now().plus(Duration.between(old.created(), old.expires()));
  }

  /** Null where there is none. */
  private static Token stored(CatalogSnapshot state, String id) {
    ApiToken token = state.tokens().get(id);
    return token == null ? null : Token.of(token);
  }

  /** Durable when it returns. */
  public Revoked revoke(String id, String who) {
    if (declared.stream().anyMatch(each -> each.id().equals(id))) {
      return new Revoked(Revocation.DECLARED, 0);
    }
    Instant time = now();
    boolean another = declared.stream().anyMatch(token -> administers(token, time));
    AtomicReference<Revocation> outcome = new AtomicReference<>();
    Optional<ChangeBatch> batch =
        catalog.commit(
            who,
            "",
            state -> {
              Revocation decided = revocation(state, id, another, time);
              outcome.set(decided);
              return decided == Revocation.REVOKED
                  ? List.of(new Change.TokenRevoked(id, stored(state, id).name()))
                  : List.of();
            });
    return new Revoked(outcome.get(), batch.map(ChangeBatch::sequence).orElse(0L));
  }

  /**
   * What becomes of a token that is to go. Pure.
   *
   * @param another whether there is an administrator that is in no log
   */
  private static Revocation revocation(
      CatalogSnapshot state, String id, boolean another, Instant time) {
    Token token = stored(state, id);
    if (token == null) {
      return Revocation.UNKNOWN;
    }
    boolean last =
        administers(token, time)
            && !another
            && administrators(state, time).stream().allMatch(each -> each.id().equals(id));
    return last ? Revocation.LAST_ADMINISTRATOR : Revocation.REVOKED;
  }

  private static List<Token> administrators(CatalogSnapshot state, Instant time) {
    return state.tokens().values().stream()
        .map(Token::of)
        .filter(token -> administers(token, time))
        .toList();
  }

  private static boolean administers(Token token, Instant now) {
    return token.scopes().contains(Scope.ADMIN) && !token.expired(now);
  }

  /** The same for a token whose text is at hand, as its owner has it. */
  public Revoked revokeSecret(String secret, String who) {
    return token(secret, clock.instant())
        .map(token -> revoke(token.id(), who))
        .orElse(new Revoked(Revocation.UNKNOWN, 0));
  }

  /** Declared ones first, then by time of creation. */
  public List<Token> list() {
    List<Token> all = new ArrayList<>(declared);
    all.addAll(known().stored);
    return all;
  }

  static Digest hash(String secret) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Digest.of(sha256.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every JDK has SHA-256", e);
    }
  }
}
