package dev.widgetorigin.origin.signing;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.FileSignature;
import dev.widgetorigin.store.signing.SignatureBase;
import dev.widgetorigin.store.signing.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs what the origin makes itself, loaders and alias stubs, with a key in a PEM file, {@code
 * signing.loader-key}. The file is read when it is first needed, and made where there is none.
 * Thread-safe; the first signature may block.
 *
 * <p>Where several nodes share a bucket, nothing is signed until a key is configured: each node
 * would make another.
 */
public final class OriginKey {
  /** Signs nothing. */
  public static final OriginKey NONE = new OriginKey(null, null, System::nanoTime);

  private static final Logger LOG = LoggerFactory.getLogger(OriginKey.class);

  /**
   * When a key that could not be read is tried again: too many open files, for one, pass. What was
   * made meanwhile should be kept no longer by anybody.
   */
  public static final Duration AGAIN = Duration.ofSeconds(10);

  private final Path file;
  private final SecureRandom random;
  private final LongSupplier nanos;
  private SigningKey key;

  /** Whether the last try to read it failed; changed under the lock, after {@link #nextTry}. */
  private volatile boolean failing;

  private volatile long nextTry;

  /** Whether there was a file: while somebody puts another in its place, none is to be made. */
  private boolean seen;

  /** {@code nanos} is a clock that nobody can set, like {@link System#nanoTime}. */
  OriginKey(Path file, SecureRandom random, LongSupplier nanos) {
    this.file = file;
    this.random = random;
    this.nanos = nanos;
  }

  public static OriginKey of(OriginConfig config, SecureRandom random) {
    Path file = file(config);
    return file == null ? NONE : new OriginKey(file, random, System::nanoTime);
  }

  /** Where the key is; null where this origin has none. */
  public static Path file(OriginConfig config) {
    if (config.signing().loaderKey() != null) {
      return config.signing().loaderKey();
    }
    return config.store().url() == null
        ? config.store().path().resolve(StoreLayout.LOADER_KEY)
        : null;
  }

  /** The signature of a text; none where there is no key, or it is unreadable. May block. */
  public OwnSignature sign(byte[] text) {
    Digest sha256 = Digest.sha256(text);
    SigningKey by = key();
    if (by == null) {
      return new OwnSignature(sha256, List.of(), file != null);
    }
    String name = by.publicKey().toString();
    byte[] signature = by.sign(SignatureBase.of(sha256, name));
    FileSignature made = new FileSignature(name, Base64.getEncoder().encodeToString(signature));
    return new OwnSignature(sha256, List.of(made), false);
  }

  /**
   * 32 secret octets for one purpose, the same on every node that has this key. None where there is
   * no key, or it is unreadable. May block.
   *
   * <p>An Ed25519 signature is the same for the same text (RFC 8032 §5.1.6), and nobody without the
   * key can make it. The text cannot be taken for one that is signed for files: those begin with a
   * quotation mark.
   */
  public Optional<byte[]> secret(String purpose) {
    SigningKey by = key();
    if (by == null) {
      return Optional.empty();
    }
    String text = "widget-origin secret: " + purpose;
    byte[] signature = by.sign(text.getBytes(StandardCharsets.UTF_8));
    return Optional.of(Digest.sha256(signature).toBytes());
  }

  /**
   * Whether there is a key that could not be read a moment ago, and is not tried again yet. As long
   * as that is so, what was made without its signature can be kept: made anew, it would have none,
   * either. Never blocks.
   */
  public boolean failing() {
    return failing && nanos.getAsLong() - nextTry < 0;
  }

  private synchronized SigningKey key() {
    long now = nanos.getAsLong();
    if (key == null && file != null && (!failing || now - nextTry >= 0)) {
      try {
        key = seen || Files.exists(file) ? read() : made();
        if (failing) {
          LOG.warn("loaders and alias stubs are signed again, with the key in {}", file);
        }
        failing = false;
      } catch (IOException e) {
        if (!failing) {
          LOG.error(
              "loaders and alias stubs are not signed: the key in {} cannot be used: {}; mend it,"
                  + " and it is taken within {} s; or name another file in signing.loader-key, and"
                  + " restart",
              file,
              e.toString(),
              AGAIN.toSeconds());
        }
        nextTry = now + AGAIN.toNanos();
        failing = true;
      }
    }
    return key;
  }

  private SigningKey read() throws IOException {
    seen = true;
    return SigningKey.read(file);
  }

  private SigningKey made() throws IOException {
    try {
      SigningKey made = SigningKey.generate(random);
      made.write(file);
      LOG.info("a key for loaders was made: {}; its public half is {}", file, made.publicKey());
      return made;
    } catch (FileAlreadyExistsException e) {
      return SigningKey.read(file);
    }
  }
}
