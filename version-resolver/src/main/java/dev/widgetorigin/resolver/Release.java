package dev.widgetorigin.resolver;

import java.time.Instant;

/**
 * One published version of a widget and its release state.
 *
 * @param reason why it is in this state, as a person wrote it; empty where nobody did
 * @param publishedAt when the version came into being, here or where it was brought from;
 *     Last-Modified of its files
 * @param since when the present state was entered
 * @param channel the channel that a stable version was published to, as {@code npm publish --tag
 *     next} does, until it is promoted; null for every other version. See {@link #isCandidate}
 */
public record Release(
    Version version,
    ReleaseState state,
    String reason,
    Instant publishedAt,
    Instant since,
    String channel) {

  /** A version that was not published to a channel, or was promoted since. */
  public Release(
      Version version, ReleaseState state, String reason, Instant publishedAt, Instant since) {
    this(version, state, reason, publishedAt, since, null);
  }

  /**
   * A version as it comes into being.
   *
   * @param channel that it is published to, or null. Only a stable version that is released becomes
   *     a candidate by it: a prerelease is no alias' choice anyway, and to release a staged version
   *     is a decision of its own
   */
  public static Release published(Version version, ReleaseState state, String channel, Instant at) {
    return published(version, state, channel, at, at);
  }

  /** The same for a version that was published elsewhere before it came here. */
  public static Release published(
      Version version, ReleaseState state, String channel, Instant publishedAt, Instant since) {
    boolean candidate = state == ReleaseState.RELEASED && !version.isPrerelease();
    return new Release(version, state, "", publishedAt, since, candidate ? channel : null);
  }

  /**
   * Whether {@code latest} and ranges pass it over: a stable version that was published to a
   * channel and not promoted since. Only its exact URL, that channel and a pin answer it.
   */
  public boolean isCandidate() {
    return channel != null;
  }

  /** The same version in another state; in the same state it only has another reason. */
  public Release in(ReleaseState newState, String newReason, Instant now) {
    Instant entered = newState == state ? since : now;
    return new Release(version, newState, newReason, publishedAt, entered, channel);
  }

  /**
   * The same version as one that was published to a channel: see {@link #published(Version,
   * ReleaseState, String, Instant)}.
   *
   * @param name of the channel
   */
  public Release publishedTo(String name) {
    boolean candidate = state == ReleaseState.RELEASED && !version.isPrerelease();
    return new Release(version, state, reason, publishedAt, since, candidate ? name : null);
  }

  /** The same version, no longer a candidate. */
  public Release promoted() {
    return new Release(version, state, reason, publishedAt, since, null);
  }
}
