package dev.widgetorigin.resolver;

import java.time.Instant;

/** Short ways to say a widget's state. */
final class States {
  static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  static final WidgetName NAME = WidgetName.parse("msr-webchat");

  private States() {}

  static WidgetState released(String... versions) {
    WidgetState state = WidgetState.empty(NAME);
    for (String version : versions) {
      state = state.withRelease(release(version, ReleaseState.RELEASED));
    }
    return state;
  }

  static Release release(String version, ReleaseState state) {
    return new Release(Version.parse(version), state, "", NOW, NOW);
  }

  /** Published to channel next, not promoted. */
  static Release candidate(String version, ReleaseState state) {
    return new Release(Version.parse(version), state, "", NOW, NOW, "next");
  }

  static Pin pin(String version) {
    return new Pin(Version.parse(version), "ana", NOW, "broken checkout");
  }

  /** The version found, or {@code none: why}, or {@code blocked: why}. */
  static String resolve(WidgetState state, String selector) {
    Resolution resolution = state.resolve(Selector.parse(selector));
    if (resolution instanceof Resolution.Found found) {
      return found.version().toString();
    }
    return (resolution instanceof Resolution.Blocked ? "blocked: " : "none: ") + resolution.why();
  }
}
