package dev.widgetorigin.origin.publish;

import dev.widgetorigin.store.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
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
 * every call slow and a flood of wrong tokens expensive. Every hash is compared, each in constant
 * time. Thread-safe; changes block on fsync, {@link #find} never blocks.
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

  private final TokenFile file;
  private volatile List<Token> declared;
  private final InstantSource clock;
  private final SecureRandom random;
  private volatile List<Token> tokens;

  private TokenStore(
      TokenFile file, List<Token> declared, InstantSource clock, SecureRandom random) {
    this.file = file;
    this.declared = List.copyOf(declared);
    this.clock = clock;
    this.random = random;
    this.tokens = file.read();
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
        new TokenStore(
            new TokenFile(folder.resolve("tokens.json")),
            fixed(adminToken, declared, clock.instant()),
            clock,
            random);
    boolean administered =
        store.list().stream().anyMatch(token -> token.scopes().contains(Scope.ADMIN));
    if (!administered) {
      Created admin = store.create("admin", List.of(Scope.ADMIN), null, "first start");
      TokenFile.writeSecret(folder.resolve("admin.token"), admin.secret());
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
    tokens = stored;
  }

  /** Who the secret stands for; empty for an unknown, revoked or expired one. */
  public Optional<Principal> find(String secret) {
    byte[] asked = hash(secret).toBytes();
    Instant now = clock.instant();
    Token found = null;
    // No early way out: the time says nothing about which tokens there are.
    for (Token token : declared) {
      found = MessageDigest.isEqual(asked, token.hash().toBytes()) ? token : found;
    }
    for (Token token : tokens) {
      found = MessageDigest.isEqual(asked, token.hash().toBytes()) ? token : found;
    }
    return found == null || found.expired(now)
        ? Optional.empty()
        : Optional.of(new Principal(found.name(), found.scopes()));
  }

  /** Durable when it returns. {@code expires} is null for never. */
  public synchronized Created create(
      String name, List<Scope> scopes, Instant expires, String createdBy) {
    if (tokens.size() >= MAX_TOKENS) {
      throw new IllegalStateException("expected at most " + MAX_TOKENS + " tokens; revoke some");
    }
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
    List<Token> next = new ArrayList<>(tokens);
    next.add(token);
    file.write(next);
    tokens = List.copyOf(next);
    return new Created(token, secret);
  }

  /** False where there is no such token (any more). Declared tokens cannot be revoked here. */
  public synchronized boolean revoke(String id) {
    List<Token> next = tokens.stream().filter(token -> !token.id().equals(id)).toList();
    if (next.size() == tokens.size()) {
      return false;
    }
    file.write(next);
    tokens = next;
    return true;
  }

  /** Declared ones first, then by time of creation. */
  public List<Token> list() {
    List<Token> all = new ArrayList<>(declared);
    all.addAll(tokens);
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
