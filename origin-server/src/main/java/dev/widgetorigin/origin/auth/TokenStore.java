package dev.widgetorigin.origin.auth;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens that this origin accepts: those of {@code tokens.json} in the store folder, which the
 * API creates and revokes, and those declared in the configuration.
 *
 * <p>A token is {@code wo_} and 256 random bits, so its plain SHA-256 is enough to keep: a slow
 * password hash guards words that people choose, and nobody guesses 256 bits; it would only make
 * every call slow and a flood of wrong tokens expensive. For the same reason a token is looked up
 * by its hash: how long that takes tells something about a hash, and nothing about a token.
 * Thread-safe; changes block on fsync, {@link #find} never blocks.
 */
public final class TokenStore {
  private static final String PREFIX = "wo_";
  private static final Logger LOG = LoggerFactory.getLogger(TokenStore.class);
  private static final int SHORT = 20;
  private static final int MAX_TOKENS = 10_000;

  /** A token just made; {@code secret} is shown once and kept nowhere. */
  public record Created(Token token, String secret) {
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

  /** Every token by its hash, and those of the file in their order. */
  private record Known(List<Token> stored, Map<Digest, Token> byHash) {}

  private final TokenFile file;
  private final AdminTokenFile adminFile;
  private final TokenUses uses;
  private volatile List<Token> declared;
  private final InstantSource clock;
  private final SecureRandom random;
  private volatile Known known;

  private TokenStore(Path folder, List<Token> declared, InstantSource clock, SecureRandom random) {
    this.file = new TokenFile(folder.resolve("tokens.json"));
    this.adminFile = new AdminTokenFile(folder);
    this.uses = new TokenUses(folder);
    this.declared = List.copyOf(declared);
    this.clock = clock;
    this.random = random;
    this.known = index(file.read());
  }

  /**
   * Reads {@code tokens.json}; makes the administrator's token where there is none.
   *
   * @param adminToken the administrator's token as the operator set it, or null. Without one, and
   *     without any other administrator, the first start makes one and writes it to {@code
   *     admin.token}, mode 0600
   * @param declared tokens of the configuration
   */
  public static TokenStore open(
      Path folder,
      String adminToken,
      List<Token> declared,
      InstantSource clock,
      SecureRandom random) {
    TokenStore store =
        new TokenStore(folder, fixed(adminToken, declared, clock.instant()), clock, random);
    boolean administered =
        store.list().stream().anyMatch(token -> token.scopes().contains(Scope.ADMIN));
    if (!administered) {
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
  private synchronized void makeAdministrator() {
    Created admin = make("admin", List.of(Scope.ADMIN), null, "first start");
    adminFile.write(admin.secret());
    store(plus(known.stored, admin.token()));
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
   * Takes up other declared tokens, and what {@code tokens.json} holds now. Blocks.
   *
   * @param adminToken as {@link #open} takes it
   * @throws IllegalStateException where no administrator would be left, or the token could not be
   *     sent; then the tokens stay as they are
   */
  public synchronized void reload(String adminToken, List<Token> nowDeclared) {
    List<Token> fixed = List.copyOf(fixed(adminToken, nowDeclared, clock.instant()));
    List<Token> stored = file.read();
    boolean administered =
        Stream.concat(fixed.stream(), stored.stream())
            .anyMatch(token -> token.scopes().contains(Scope.ADMIN));
    if (!administered) {
      throw new IllegalStateException(
          "the tokens stay as they are: among those that are declared and in tokens.json now there is"
              + " none with the scope admin");
    }
    declared = fixed;
    known = index(stored);
  }

  private Known index(List<Token> stored) {
    Map<Digest, Token> byHash = new HashMap<>();
    stored.forEach(token -> byHash.put(token.hash(), token));
    declared.forEach(token -> byHash.put(token.hash(), token));
    return new Known(List.copyOf(stored), Map.copyOf(byHash));
  }

  /** Memory follows the file, never the other way round. */
  private void store(List<Token> next) {
    file.write(next);
    known = index(next);
  }

  private static List<Token> plus(List<Token> tokens, Token token) {
    List<Token> next = new ArrayList<>(tokens);
    next.add(token);
    return next;
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
    return Optional.ofNullable(known.byHash.get(hash(secret))).filter(token -> !token.expired(now));
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
  public synchronized Created create(
      String name, List<Scope> scopes, Instant expires, String createdBy) {
    if (known.stored.size() >= MAX_TOKENS) {
      throw ProblemException.conflict(
          "There are %d tokens, the most there may be; revoke some that nobody uses ('widget-origin"
                  .formatted(MAX_TOKENS)
              + " token list' shows when each was last used).");
    }
    Created created = make(name, scopes, expires, createdBy);
    store(plus(known.stored, created.token()));
    return created;
  }

  private Created make(String name, List<Scope> scopes, Instant expires, String createdBy) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    byte[] id = new byte[6];
    random.nextBytes(id);
    Token token =
        new Token(
            HexFormat.of().formatHex(id),
            name,
            hash(secret),
            scopes,
            clock.instant(),
            createdBy,
            expires);
    return new Created(token, secret);
  }

  /**
   * Makes a token of the same name and scopes; the old one ends after {@code grace}, or at once
   * where that is zero. Durable when it returns: at every moment one of the two works.
   *
   * @param expires of the new one; null for a life as long as the old one's
   * @return empty where there is no such token that could be replaced
   */
  public synchronized Optional<Created> rotate(
      String id, Duration grace, Instant expires, String who) {
    Instant now = clock.instant();
    Token old = stored(id);
    if (old == null || old.expired(now)) {
      return Optional.empty();
    }
    Created created = make(old.name(), old.scopes(), expires == null ? life(old) : expires, who);
    List<Token> both = plus(known.stored, created.token());
    if (adminFile.holds(old.hash())) {
      store(both);
      adminFile.write(created.secret());
    }
    Instant end = now.plus(grace);
    Instant ends = old.expires() != null && old.expires().isBefore(end) ? old.expires() : end;
    store(
        both.stream()
            .filter(token -> !token.id().equals(id) || !grace.isZero())
            .map(token -> token.id().equals(id) ? token.withExpires(ends) : token)
            .toList());
    return Optional.of(created);
  }

  private Instant life(Token old) {
    return old.expires() == null
        ? null
        : clock.instant().plus(Duration.between(old.created(), old.expires()));
  }

  private Token stored(String id) {
    return known.stored.stream().filter(token -> token.id().equals(id)).findFirst().orElse(null);
  }

  /** Durable when it returns. */
  public synchronized Revocation revoke(String id) {
    Token token = stored(id);
    if (token == null) {
      boolean fixed = declared.stream().anyMatch(each -> each.id().equals(id));
      return fixed ? Revocation.DECLARED : Revocation.UNKNOWN;
    }
    Instant now = clock.instant();
    if (administers(token, now)
        && list().stream().noneMatch(other -> !other.id().equals(id) && administers(other, now))) {
      return Revocation.LAST_ADMINISTRATOR;
    }
    store(known.stored.stream().filter(each -> !each.id().equals(id)).toList());
    return Revocation.REVOKED;
  }

  private static boolean administers(Token token, Instant now) {
    return token.scopes().contains(Scope.ADMIN) && !token.expired(now);
  }

  /** The same for a token whose text is at hand, as its owner has it. */
  public Revocation revokeSecret(String secret) {
    return token(secret, clock.instant())
        .map(token -> revoke(token.id()))
        .orElse(Revocation.UNKNOWN);
  }

  /** Declared ones first, then by time of creation. */
  public List<Token> list() {
    List<Token> all = new ArrayList<>(declared);
    all.addAll(known.stored);
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
