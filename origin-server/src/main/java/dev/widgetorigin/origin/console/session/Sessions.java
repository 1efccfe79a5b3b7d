package dev.widgetorigin.origin.console.session;

import dev.widgetorigin.origin.auth.token.Token;
import dev.widgetorigin.origin.auth.token.TokenStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Sessions of the console. A session is a sealed text in a cookie, and nothing is kept here for it:
 * every node that has the key knows it, and a restart ends none. It holds the token's public id,
 * never the token, and is good for as long as that token is, for {@link #LIFE} at most.
 *
 * <p>Who signs out has the cookie deleted, and this node refuses what may be left of it.
 * Thread-safe; never blocks but for the first call.
 */
public final class Sessions {
  public static final Duration LIFE = Duration.ofHours(8);
  public static final long LINK_SECONDS = 120;

  private static final Duration LINK_LIFE = Duration.ofSeconds(LINK_SECONDS);

  private static final String SESSION = "session";
  private static final String LINK = "link";
  private static final int MOST_USED = 10_000;

  private final TokenStore tokens;
  private final Seal seal;
  private final InstantSource clock;
  private final SecureRandom random;
  private final UsedIds ended = new UsedIds(MOST_USED);
  private final UsedIds followed = new UsedIds(MOST_USED);
  private final UsedIds sent = new UsedIds(MOST_USED);

  public Sessions(TokenStore tokens, Seal seal, InstantSource clock, SecureRandom random) {
    this.tokens = tokens;
    this.seal = seal;
    this.clock = clock;
    this.random = random;
  }

  /** A new session, as the cookie's value. */
  public String begin(Token token) {
    return seal.seal(SESSION, text(token, LIFE));
  }

  /** Empty where nobody is signed in: forged, over, signed out, or the token is no longer good. */
  public Optional<Session> find(String cookie) {
    return seal.open(SESSION, cookie)
        .flatMap(this::session)
        .filter(session -> !ended.contains(session.id()));
  }

  public void end(Session session) {
    boolean unused = ended.use(session.id(), session.expires(), clock.instant());
  }

  /** What a one-time link carries: who opens it within two minutes is signed in by that token. */
  public String link(Token token) {
    return seal.seal(LINK, text(token, LINK_LIFE));
  }

  /** Whom a link signs in; the link is not spent by the question. */
  public Optional<Token> linked(String code) {
    return seal.open(LINK, code)
        .flatMap(this::session)
        .filter(link -> !followed.contains(link.id()))
        .map(Session::token);
  }

  /** Spends a link: empty for the second who comes with it. */
  public Optional<Token> follow(String code) {
    return seal.open(LINK, code)
        .flatMap(this::session)
        .filter(link -> followed.use(link.id(), link.expires(), clock.instant()))
        .map(Session::token);
  }

  /** What every form of a session carries, so that no other site can have made it. */
  public String formToken(Session session) {
    return seal.seal("form", session.id());
  }

  public boolean isFormToken(Session session, String sent) {
    return seal.open("form", sent).filter(session.id()::equals).isPresent();
  }

  /** What a form carries that must not be sent twice, e.g. by loading the answer again. */
  public String ticket(Session session) {
    byte[] number = new byte[12];
    random.nextBytes(number);
    return seal.seal("ticket of " + session.id(), HexFormat.of().formatHex(number));
  }

  /** Whether that is a ticket of this session, and comes to this node for the first time. */
  public boolean spend(Session session, String ticket) {
    return seal.open("ticket of " + session.id(), ticket)
        .filter(number -> sent.use(number, session.expires(), clock.instant()))
        .isPresent();
  }

  /** A text that only this session may bring back. */
  public String seal(Session session, String text) {
    return seal.seal("of " + session.id(), text);
  }

  public Optional<String> open(Session session, String sealed) {
    return seal.open("of " + session.id(), sealed);
  }

  /** Tells this origin's cookie from that of another on the same host. */
  public String fingerprint() {
    return seal.fingerprint();
  }

  private String text(Token token, Duration life) {
    byte[] id = new byte[12];
    random.nextBytes(id);
    return String.join(
        " ",
        token.id(),
        mark(token),
        Long.toString(clock.instant().plus(life).getEpochSecond()),
        HexFormat.of().formatHex(id));
  }

  private Optional<Session> session(String text) {
    String[] parts = text.split(" ", -1);
    Instant expires = Instant.ofEpochSecond(Long.parseLong(parts[2]));
    return clock.instant().isBefore(expires)
        ? tokens
            .byId(parts[0])
            .filter(token -> same(mark(token), parts[1]))
            .map(token -> new Session(token, expires, parts[3]))
        : Optional.empty();
  }

  /** A declared token may be another one under the same id after a restart. */
  private static String mark(Token token) {
    return token.hash().toString().substring(0, 16);
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
