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
 * A turn is never held while keys are fetched: an issuer that hangs must not keep those waiting
 * whose keys are known. Thread-safe.
 */
final class IdentityTurns {
  /** Calls whose content is stored while the keys of their identities are fetched, in a window. */
  private static final int UNDECIDED = 8;

  private static final int UNDECIDED_BYTES = 1 << 20;
  private static final Duration UNDECIDED_WINDOW = Duration.ofSeconds(30);

  /** Identity tokens that are verified at a time: fewer than there are threads for calls. */
  private static final int VERIFIERS = 2;

  /** Calls that wait for keys to be fetched; the threads that are left are for all others. */
  private static final int WAITING_FOR_KEYS = 2;

  private static final long TURN_MILLIS = 500;

  private final IdentityVerifier identities;
  private final Semaphore verifiers = new Semaphore(VERIFIERS);
  private final Semaphore suspects = new Semaphore(1);
  private final Semaphore waiting = new Semaphore(WAITING_FOR_KEYS);
  private final Throttle undecidedWindow = new Throttle(UNDECIDED_WINDOW);
  private final AtomicInteger undecided = new AtomicInteger();

  IdentityTurns(IdentityVerifier identities) {
    this.identities = identities;
  }

  /**
   * Null where it was not its turn in time, or too many wait for keys already. Blocks.
   *
   * @param suspect whether it comes from an address that sent many wrong ones
   */
  IdentityVerifier.Verdict verify(String secret, boolean suspect) {
    IdentityVerifier.Verdict verdict = suspect ? suspectsTurn(secret) : turn(secret);
    return verdict == IdentityVerifier.Verdict.Later.INSTANCE ? afterKeysCame(secret) : verdict;
  }

  private IdentityVerifier.Verdict suspectsTurn(String secret) {
    if (!acquire(suspects)) {
      return null;
    }
    try {
      return turn(secret);
    } finally {
      suspects.release();
    }
  }

  /** By the keys at hand; {@code Later} where they cannot tell, null where it was not its turn. */
  private IdentityVerifier.Verdict turn(String secret) {
    if (!acquire(verifiers)) {
      return null;
    }
    try {
      IdentityVerifier.Verdict verdict = identities.verifyAtOnce(secret);
      return verdict == null ? IdentityVerifier.Verdict.Later.INSTANCE : verdict;
    } finally {
      verifiers.release();
    }
  }

  private IdentityVerifier.Verdict afterKeysCame(String secret) {
    if (!waiting.tryAcquire()) {
      return null;
    }
    try {
      return identities.verify(secret);
    } finally {
      waiting.release();
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
    if (undecidedWindow.tryAcquire()) {
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
