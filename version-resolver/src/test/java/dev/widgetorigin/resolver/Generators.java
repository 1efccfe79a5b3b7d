package dev.widgetorigin.resolver;

import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Random versions, ranges and widget states, small enough to collide often. */
final class Generators extends DomainContextBase {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Provide
  Arbitrary<Version> versions() {
    return versionTexts().map(Version::parse);
  }

  static Arbitrary<String> versionTexts() {
    Arbitrary<Long> number = Arbitraries.oneOf(Arbitraries.longs().between(0, 3), large());
    return Combinators.combine(number, number, number, prereleases())
        .as((major, minor, patch, pre) -> major + "." + minor + "." + patch + pre);
  }

  private static Arbitrary<Long> large() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(9, Arbitraries.longs().between(0, 12)),
        net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(0, Version.MAX_COMPONENT)));
  }

  static Arbitrary<String> prereleases() {
    Arbitrary<String> id =
        Arbitraries.of(
            "0", "1", "2", "10", "alpha", "beta", "rc", "a-b", "-", "0a", "99999999999999999999");
    return Arbitraries.oneOf(
        Arbitraries.just(""),
        id.list().ofMinSize(1).ofMaxSize(3).map(ids -> "-" + String.join(".", ids)));
  }

  @Provide
  Arbitrary<Range> ranges() {
    return rangeTexts().map(Range::parse);
  }

  static Arbitrary<String> rangeTexts() {
    Arbitrary<String> small = Arbitraries.of("0", "1", "2", "3", "10", "x", "*");
    Arbitrary<String> whole =
        Combinators.combine(
                Arbitraries.of(0, 1, 2, 3),
                Arbitraries.of(0, 1, 2),
                Arbitraries.of(0, 1, 10),
                prereleases())
            .as((major, minor, patch, pre) -> major + "." + minor + "." + patch + pre);
    Arbitrary<String> partial =
        Arbitraries.oneOf(
            small,
            Combinators.combine(Arbitraries.of("0", "1", "2"), small).as((a, b) -> a + "." + b),
            whole);
    Arbitrary<String> simple =
        Combinators.combine(
                Arbitraries.of("", "", "^", "~", ">", "<", ">=", "<=", "=", "> ", "^ ", "v"),
                partial)
            .as(String::concat);
    Arbitrary<String> alternative =
        Arbitraries.oneOf(
            simple,
            simple.list().ofSize(2).map(list -> String.join(" ", list)),
            Combinators.combine(partial, partial).as((a, b) -> a + " - " + b));
    return alternative.list().ofMinSize(1).ofMaxSize(3).map(list -> String.join(" || ", list));
  }

  @Provide
  Arbitrary<Release> releases() {
    return Combinators.combine(
            smallVersions(),
            Arbitraries.of(ReleaseState.values()),
            Arbitraries.of("next").injectNull(0.7))
        .as((version, state, channel) -> new Release(version, state, "", NOW, NOW, channel));
  }

  @Provide
  Arbitrary<WidgetState> states() {
    Arbitrary<Release> release = releases();
    Arbitrary<String> alias =
        Arbitraries.of("latest", "v1", "v0", "v1.1", "beta", ">=1.1.0 <2.0.0-0");
    Arbitrary<Pin> pin = smallVersions().map(version -> new Pin(version, "ana", NOW, "because"));
    return Combinators.combine(
            release.list().ofMaxSize(12),
            Arbitraries.maps(Arbitraries.of("beta", "next"), smallVersions()).ofMaxSize(2),
            Arbitraries.maps(alias, pin).ofMaxSize(2))
        .as(Generators::state);
  }

  private static WidgetState state(
      java.util.List<Release> releases,
      java.util.Map<String, Version> channels,
      java.util.Map<String, Pin> pins) {
    WidgetState state = WidgetState.empty(WidgetName.parse("w"));
    for (Release release : releases) {
      state = state.withRelease(release);
    }
    for (var channel : channels.entrySet()) {
      state = state.withChannel(channel.getKey(), channel.getValue());
    }
    for (var pin : pins.entrySet()) {
      state = state.withPin(pin.getKey(), pin.getValue());
    }
    return state;
  }

  static Arbitrary<Version> smallVersions() {
    return Combinators.combine(
            Arbitraries.of(0, 1, 2),
            Arbitraries.of(0, 1, 2),
            Arbitraries.of(0, 1),
            Arbitraries.of("", "", "-alpha", "-beta.1"))
        .as((a, b, c, pre) -> Version.parse(a + "." + b + "." + c + pre));
  }

  @Provide
  Arbitrary<Selector> selectors() {
    return Arbitraries.oneOf(
            rangeTexts(),
            smallVersions().map(Version::toString),
            Arbitraries.of("latest", "beta", "next", "unknown", "v1", "v0", "v1.1", "v2", "^1.1"))
        .map(Selector::parse);
  }
}
