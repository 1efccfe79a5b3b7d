package dev.widgetorigin.origin.auth.access;

import dev.widgetorigin.origin.auth.IdentityVerifier;
import dev.widgetorigin.origin.web.Request;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds what identity tokens cost: they are verified few at a time, those from an address that
 * sent many wrong ones one at a time, and little content is stored before a token can be verified.
 * Thread-safe.
 */
final class IdentityTurns {
  /** Calls whose content is stored while the keys of their identities are fetched, in a window. */
  private static final int UNDECIDED = 8;

  private static final int UNDECIDED_BYTES = 1 << 20;
  private static final Duration UNDECIDED_WINDOW = Duration.ofSeconds(30);

  /** Identity tokens that are verified at a time: fewer than there are threads for calls. */
  private static final int VERIFIERS = 2;

  private static final long TURN_MILLIS = 500;

  private final IdentityVerifier identities;
  private final Semaphore verifiers = new Semaphore(VERIFIERS);
  private final Semaphore suspects = new Semaphore(1);
  private final Pause undecidedWindow = new Pause(UNDECIDED_WINDOW);
  private final AtomicInteger undecided = new AtomicInteger();

  IdentityTurns(IdentityVerifier identities) {
    this.identities = identities;
  }

  /**
   * Null where it was nobody's turn in time. Blocks.
   *
   * @param suspect whether it comes from an address that sent many wrong ones
   */
  IdentityVerifier.Verdict verify(String secret, boolean suspect) {
    if (!suspect) {
      return verify(secret);
    }
    if (!acquire(suspects)) {
      return null;
    }
    try {
      return verify(secret);
    } finally {
      suspects.release();
    }
  }

  private IdentityVerifier.Verdict verify(String secret) {
    if (!acquire(verifiers)) {
      return null;
    }
    try {
      return identities.verify(secret);
    } finally {
      verifiers.release();
    }
  }

  private static boolean acquire(Semaphore turns) {
    try {
      return turns.tryAcquire(TURN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Whether the content may be stored before anybody knows whether the identity is a forgery: a few
   * small ones, so that the first publish after an issuer changed its keys need not be repeated.
   */
  boolean mayStore(Request request) {
    if (undecidedWindow.over()) {
      undecided.set(0);
    }
    return isSmall(request.header("content-length")) && undecided.incrementAndGet() <= UNDECIDED;
  }

  private static boolean isSmall(String length) {
    return length != null
        && length.matches("[0-9]{1,9}")
        && Integer.parseInt(length) <= UNDECIDED_BYTES;
  }
}
