package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** The resolver against the rules written down as naively as possible. */
@Domain(Generators.class)
@Domain(DomainContext.Global.class)
class AliasPropertyTest {
  @Property(tries = 5000)
  void resolve_anyStateAndSelector_agreesWithTheRulesReadLiterally(
      @ForAll WidgetState state, @ForAll Selector selector) {
    String expected = literally(state, selector);
    assertThat(outcome(state.resolve(selector))).isEqualTo(expected);
  }

  @Property
  void resolve_askedAgain_givesTheSameAnswer(
      @ForAll WidgetState state, @ForAll List<Selector> selectors) {
    for (Selector selector : selectors) {
      Resolution first = state.resolve(selector);
      assertThat(state.resolve(selector)).isEqualTo(first);
      assertThat(new AliasResolver(state).resolve(selector)).isEqualTo(first);
    }
    assertThat(state.memoSize()).isLessThanOrEqualTo(WidgetState.MEMO_LIMIT);
  }

  @Property
  void resolve_range_selectsOnlyWhatItContainsUnlessPinned(
      @ForAll WidgetState state, @ForAll Range range) {
    Selector selector = Selector.parse(range.toString());
    if (state.withoutPin(selector.alias()).resolve(selector) instanceof Resolution.Found found
        && selector instanceof Selector.Ranged) {
      assertThat(range.contains(found.version())).isTrue();
      // A person may have pinned latest to a candidate, and a range goes with latest.
      assertThat(found.release().state()).isIn(ReleaseState.RELEASED, ReleaseState.DEPRECATED);
    }
  }

  @Property(tries = 3000)
  void resolve_withoutPins_neverAnswersACandidateByRule(
      @ForAll WidgetState state, @ForAll Selector selector) {
    boolean byRule = selector instanceof Selector.Latest || selector instanceof Selector.Ranged;
    if (byRule && state.withoutPins().resolve(selector) instanceof Resolution.Found found) {
      assertThat(found.release().isCandidate()).isFalse();
      assertThat(AliasResolver.eligible(found.release())).isTrue();
    }
  }

  @Property(tries = 3000)
  void publish_toAChannel_movesNoAliasThatTheRulesDecide(
      @ForAll WidgetState pinned, @ForAll Version version, @ForAll Selector selector) {
    // A pin may name a version that is published only now.
    WidgetState state = pinned.withoutPins();
    boolean byRule = selector instanceof Selector.Latest || selector instanceof Selector.Ranged;
    if (byRule && state.release(version).isEmpty()) {
      WidgetState after =
          state.withRelease(
              new Release(
                  version, ReleaseState.RELEASED, "", Generators.NOW, Generators.NOW, "next"));
      String expected = outcome(state.resolve(selector));
      assertThat(outcome(after.resolve(selector))).isEqualTo(expected);
    }
  }

  /** Released before deprecated, then by number. */
  private static final Comparator<Release> PREFERRED =
      Comparator.comparing((Release r) -> r.state() == ReleaseState.RELEASED)
          .thenComparing(Release::version);

  @Property(tries = 3000)
  void promote_candidate_movesAliasesOnlyToItAndOnlyUp(
      @ForAll WidgetState pinned, @ForAll("partials") String alias) {
    WidgetState state = pinned.withoutPins();
    for (Release candidate : state.releases().values()) {
      if (candidate.isCandidate()) {
        Resolution before = state.resolve(Selector.parse(alias));
        Resolution after = state.withRelease(candidate.promoted()).resolve(Selector.parse(alias));
        if (before instanceof Resolution.Found was) {
          assertThat(after).isInstanceOf(Resolution.Found.class);
          Release now = ((Resolution.Found) after).release();
          assertThat(now.version()).isIn(was.version(), candidate.version());
          assertThat(PREFERRED.compare(now, was.release())).isNotNegative();
        }
      }
    }
  }

  @Provide
  Arbitrary<String> partials() {
    return Arbitraries.of("latest", "v0", "v1", "v2", "v0.1", "v1.1", "v1.2", "v2.0");
  }

  @Property
  void releases_builtOneByOneOrAtOnce_areTheSame(
      @ForAll WidgetState state, @ForAll Selector selector) {
    WidgetState whole =
        WidgetState.of(state.name(), state.releases(), state.channels(), state.pins());
    assertThat(whole.releases()).isEqualTo(state.releases());
    assertThat(whole.resolve(selector)).isEqualTo(state.resolve(selector));
  }

  private static String outcome(Resolution resolution) {
    assertThat(resolution.why()).isNotBlank();
    if (resolution instanceof Resolution.Found found) {
      assertThat(found.release().version()).isEqualTo(found.version());
      return found.version().toString();
    }
    return resolution instanceof Resolution.Blocked ? "blocked" : "none";
  }

  private static String literally(WidgetState state, Selector selector) {
    if (selector instanceof Selector.Exact exact) {
      return state
          .release(exact.version())
          .map(r -> r.state() == ReleaseState.BLOCKED ? "blocked" : r.version().toString())
          .orElse("none");
    }
    Pin pin = state.pins().get(selector.alias());
    if (pin != null && state.release(pin.version()).filter(AliasPropertyTest::isUp).isPresent()) {
      return pin.version().toString();
    }
    if (selector instanceof Selector.Channel channel) {
      Version target = state.channels().get(channel.alias());
      Optional<Release> release = Optional.ofNullable(target).flatMap(state::release);
      if (release.isEmpty() || release.get().state() == ReleaseState.YANKED) {
        return "none";
      }
      return release.get().state() == ReleaseState.BLOCKED ? "blocked" : target.toString();
    }
    if (selector instanceof Selector.Latest) {
      return best(state, version -> !version.isPrerelease());
    }
    Range range = ((Selector.Ranged) selector).range();
    String latest = literally(state, new Selector.Latest());
    if (!latest.equals("none") && range.contains(Version.parse(latest))) {
      return latest;
    }
    return best(state, range::contains);
  }

  private static boolean isUp(Release release) {
    return release.state() == ReleaseState.RELEASED || release.state() == ReleaseState.DEPRECATED;
  }

  private static String best(WidgetState state, Predicate<Version> wanted) {
    return Stream.of(ReleaseState.RELEASED, ReleaseState.DEPRECATED)
        .flatMap(
            wantedState ->
                state.releases().values().stream()
                    .filter(r -> r.state() == wantedState && r.channel() == null)
                    .filter(r -> wanted.test(r.version()))
                    .max(Comparator.comparing(Release::version))
                    .stream())
        .findFirst()
        .map(r -> r.version().toString())
        .orElse("none");
  }
}
