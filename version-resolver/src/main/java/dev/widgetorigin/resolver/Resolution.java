package dev.widgetorigin.resolver;

/** What a selector comes to. Every case says why, in words a person on call can act on. */
public sealed interface Resolution {
  /**
   * Why, e.g. {@code pinned by ana at 2026-11-20T10:00:00Z: broken checkout}, {@code highest
   * released version in 1.x}.
   */
  String why();

  /** The version that is answered; null where none is. */
  default Version answer() {
    return this instanceof Found found ? found.version() : null;
  }

  record Found(Version version, Release release, String why) implements Resolution {}

  /** Nothing satisfies; {@code why} names the channels and versions that exist (bounded). */
  record NoMatch(String why) implements Resolution {}

  /** The exact version (or a channel's target) is blocked. */
  record Blocked(Version version, String why) implements Resolution {}
}
