package dev.widgetorigin.origin.http.tls;

import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.config.value.ConfigProblem;
import dev.widgetorigin.origin.web.async.Periodic;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslServerContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of a listener and what is negotiated with it: TLS 1.3 and 1.2, forward-secret
 * authenticated ciphers only, the protocols in their order, resumption by tickets. BoringSSL where
 * its library loads, otherwise the JDK.
 *
 * <p>The files are looked at every few seconds; when they change, new connections get the new
 * certificate. Files that cannot be used are logged and the old certificate stays. Thread-safe.
 */
public final class Tls {
  private static final int LOOK_SECONDS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** How many looks a ticket key is used for new tickets; it opens old ones as long again. */
  private static final int LOOKS_PER_KEY = 6 * 3600 / LOOK_SECONDS;

  private static final int SESSION_SECONDS = 6 * 3600;

  /**
   * Netty puts the key into a key store, with a password, and takes it out again. The usual kind,
   * PKCS #12, derives a key from the password with ten thousand rounds each time, 0.1 s of a start,
   * for what lies in a file beside it.
   */
  private static final String KEYS_IN_MEMORY = "JKS";

  private final TlsConfig config;
  private final List<String> protocols;
  private final SecureRandom random;
  private final Deque<OpenSslSessionTicketKey> ticketKeys = new ArrayDeque<>();
  private int looks;

  /** The files in use; empty where what was found last could not be used. */
  private List<Found> seen;

  /** Why the files could not be used, as it was logged last; empty where they can. */
  private String told = "";

  private volatile SslContext context;
  private volatile CertificateDates dates;

  /**
   * What changes where a file does, or is another one: what a link leads to may be as old as what
   * it led to before.
   */
  private record Found(FileTime modified, long size, Object file) {
    static Found of(Path path) throws IOException {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return new Found(now.lastModifiedTime(), now.size(), now.fileKey());
    }
  }

  private Tls(TlsConfig config, List<String> protocols, SecureRandom random) {
    this.config = config;
    this.protocols = List.copyOf(protocols);
    this.random = random;
  }

  /**
   * Reads certificate and key.
   *
   * @param protocols what is offered in ALPN, the preferred one first
   * @throws IllegalStateException where they cannot be used; the message says why
   */
  public static Tls load(TlsConfig config, List<String> protocols, SecureRandom random) {
    Tls tls = new Tls(config, protocols, random);
    tls.addTicketKey();
    try {
      tls.seen = tls.found();
      tls.context = tls.build();
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("the certificate cannot be used", e);
      // Without its cause, whose words would be put behind a sentence that says all.
      throw new IllegalStateException("TLS cannot begin: " + UnusableFiles.why(config, e));
    }
    return tls;
  }

  /**
   * Which of the two files is missing or cannot be read; empty where both can be, or TLS is off.
   * What is in them is not looked at.
   */
  public static List<ConfigProblem> problems(TlsConfig config) {
    return UnusableFiles.problems(config);
  }

  /**
   * Has its files looked at every few seconds, for as long as that port is open.
   *
   * @param files where they are read
   */
  public void watch(Channel server, Executor files) {
    ScheduledFuture<?> looking =
        server
            .eventLoop()
            .scheduleWithFixedDelay(
                Periodic.surviving(
                    "looking for a new certificate", () -> files.execute(this::look)),
                LOOK_SECONDS,
                LOOK_SECONDS,
                TimeUnit.SECONDS);
    server.closeFuture().addListener(closed -> looking.cancel(false));
  }

  /** What the next connection is to use. */
  public SslContext context() {
    return context;
  }

  /** From when until when the certificate in use can be used. */
  public CertificateDates dates() {
    return dates;
  }

  /**
   * Reads the files again, whether or not they have changed. Blocks.
   *
   * @return why the old certificate stays in use; empty where it does not
   */
  public synchronized String reload() {
    seen = List.of();
    told = "";
    look();
    return told;
  }

  /** Takes up changed files and renews ticket keys. Blocks; one thread at a time. */
  synchronized void look() {
    if (++looks % LOOKS_PER_KEY == 0) {
      addTicketKey();
      useTicketKeys(context);
    }
    try {
      List<Found> now = found();
      if (now.equals(seen)) {
        return;
      }
      // Until they can be used they are tried each time: that this process may read a file now, or
      // that the rest of it was written in the same moment, cannot be seen of it.
      seen = List.of();
      context = build();
      seen = now;
      told = "";
      LOG.info("the certificate was replaced by {}", config.certificate());
    } catch (IOException | IllegalArgumentException e) {
      tell(UnusableFiles.why(config, e));
    }
  }

  /** Once, though a file that is away is looked for every few seconds. */
  private void tell(String why) {
    if (!why.equals(told)) {
      told = why;
      LOG.error("the old certificate stays in use: {}", why);
    }
  }

  private List<Found> found() throws IOException {
    return List.of(Found.of(config.certificate()), Found.of(config.key()));
  }

  private SslContext build() throws IOException {
    List<ConfigProblem> problems = problems(config);
    if (!problems.isEmpty()) {
      throw new IOException(problems.get(0).message());
    }
    CertificateDates fresh = CertificateDates.read(config.certificate());
    boolean openSsl = OpenSsl.isAvailable();
    SslContext built =
        SslContextBuilder.forServer(config.certificate().toFile(), config.key().toFile())
            .sslProvider(openSsl ? SslProvider.OPENSSL : SslProvider.JDK)
            .keyStoreType(KEYS_IN_MEMORY)
            .protocols("TLSv1.3", "TLSv1.2")
            .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .sessionTimeout(SESSION_SECONDS)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    protocols))
            .build();
    TlsSelfCheck.run(built);
    useTicketKeys(built);
    dates = fresh;
    return built;
  }

  private void addTicketKey() {
    ticketKeys.addFirst(
        new OpenSslSessionTicketKey(
            octets(OpenSslSessionTicketKey.NAME_SIZE),
            octets(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
            octets(OpenSslSessionTicketKey.AES_KEY_SIZE)));
    if (ticketKeys.size() > 2) {
      ticketKeys.removeLast();
    }
  }

  private void useTicketKeys(SslContext built) {
    if (built instanceof OpenSslServerContext openSslServerContext) {
      openSslServerContext
          .sessionContext()
          .setTicketKeys(ticketKeys.toArray(new OpenSslSessionTicketKey[0]));
    }
  }

  private byte[] octets(int count) {
    byte[] octets = new byte[count];
    random.nextBytes(octets);
    return octets;
  }
}
