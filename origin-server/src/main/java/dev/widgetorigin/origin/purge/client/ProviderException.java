package dev.widgetorigin.origin.purge.client;

import java.time.Duration;

/**
 * An edge was not told. The message names what to do; it never has a part of the answer in it,
 * which could repeat a secret.
 */
public final class ProviderException extends Exception {
  private static final long serialVersionUID = 1;

  private final Duration retryAfter;

  public ProviderException(String message) {
    this(message, Duration.ZERO);
  }

  public ProviderException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** Not to be asked again before; zero where it did not say. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
