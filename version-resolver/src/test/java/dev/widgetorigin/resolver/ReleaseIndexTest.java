package dev.widgetorigin.resolver;

import static dev.widgetorigin.resolver.States.release;
import static dev.widgetorigin.resolver.States.resolve;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.ReleaseIndex.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found without a look at what lies between. */
@Domain(Generators.class)
@Domain(DomainContext.Global.class)
class ReleaseIndexTest {
  private static final int MANY = 5_000;

  /** So many prereleases of one version, between two stable ones. */
  private static WidgetState nightly(ReleaseState in) {
    WidgetState state = States.released("1.0.0", "9.0.0");
    for (int i = 0; i < MANY; i++) {
      state = state.withRelease(release("1.3.0-nightly." + i, in));
    }
    return state;
  }

  private static List<Interval> range(String text) {
    return Range.parse(text).intervals();
  }

  /** Each version that is looked at, beyond the search, is offered to the predicate. */
  @ParameterizedTest
  @EnumSource(ReleaseState.class)
  void highest_madeUpRangeOverManyPrereleases_looksAtNone(ReleaseState in) {
    ReleaseIndex index = nightly(in).index();
    AtomicInteger steps = new AtomicInteger();
    for (Kind kind : Kind.values()) {
      for (String range : List.of("^1.2.3", "~1.3.0 || 2.x", ">1.0.0 <9.0.0", "^1.3.0-z")) {
        assertThat(
                index.highest(
                    kind,
                    range(range),
                    release -> {
                      steps.incrementAndGet();
                      return false;
                    }))
            .isNull();
      }
    }
    assertThat(steps).hasValue(0);
  }

  @Test
  void highest_prereleaseThatTheRangeNames_isFoundAtOnce() {
    ReleaseIndex index = nightly(ReleaseState.RELEASED).index();
    AtomicInteger steps = new AtomicInteger();
    Release found =
        index.highest(
            Kind.RELEASED, range("^1.3.0-nightly.7"), release -> steps.incrementAndGet() > 0);
    assertThat(found.version()).hasToString("1.3.0-nightly." + (MANY - 1));
    assertThat(steps).hasValue(1);
    assertThat(resolve(nightly(ReleaseState.RELEASED), ">=1.3.0-nightly.7 <1.3.0-nightly.10"))
        .isEqualTo("1.3.0-nightly.9");
  }

  @Test
  void highest_atMost_isNoMoreHoweverManyThereAre() {
    ReleaseIndex index = nightly(ReleaseState.YANKED).index();
    Interval within = range("^1.3.0-nightly.0").get(0);
    assertThat(index.highest(Kind.PASSED_OVER, within, 3))
        .extracting(release -> release.version().toString())
        .containsExactly("1.3.0-nightly.4999", "1.3.0-nightly.4998", "1.3.0-nightly.4997");
  }

  @Test
  void resolve_latestOfPrereleasesOnly_isRemembered() {
    WidgetState state =
        WidgetState.empty(States.NAME).withRelease(release("1.0.0-a", ReleaseState.RELEASED));
    Resolution first = state.resolve(Selector.parse("latest"));
    assertThat(first).isInstanceOf(Resolution.NoMatch.class);
    assertThat(state.resolve(Selector.parse("latest"))).isSameAs(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ">1.0.0 >=1.0.0 <3.0.0 <=3.0.0|>1.0.0|<3.0.0",
        ">=1.0.0 >1.0.0 <=3.0.0 <3.0.0|>1.0.0|<3.0.0",
        ">=1.0.0 >=2.0.0 <=3.0.0 <=2.5.0|>=2.0.0|<=2.5.0",
        "1.0.0 >=0.1.0|1.0.0|1.0.0",
        "*|null|null",
        ">=1.0.0|>=1.0.0|null",
        "<1.0.0|null|<1.0.0",
      })
  void interval_hasTheBoundsThatLeaveLeast(String range, String low, String high) {
    Interval interval = range(range).get(0);
    assertThat(String.valueOf(interval.low())).isEqualTo(low);
    assertThat(String.valueOf(interval.high())).isEqualTo(high);
  }

  /** A version lies in the interval exactly where the range has it. */
  @Property(tries = 3000)
  void interval_ofAnyRange_agreesWithTheRange(@ForAll Range range, @ForAll Version version) {
    Release[] only = {
      new Release(version, ReleaseState.RELEASED, "", Generators.NOW, Generators.NOW)
    };
    Release found = ReleaseIndex.of(only).highest(Kind.RELEASED, range.intervals(), any -> true);
    assertThat(found != null).isEqualTo(range.contains(version));
  }

  /** Asked in between, or only at the end. */
  @Property(tries = 2000)
  void with_oneByOne_isTheSameAsAtOnce(
      @ForAll WidgetState end, @ForAll List<Release> changes, @ForAll Range range) {
    WidgetState asked = end;
    WidgetState fresh = end;
    var unused = asked.index();
    for (Release change : changes) {
      asked = asked.withRelease(change);
      fresh = fresh.withRelease(change);
    }
    WidgetState whole =
        WidgetState.of(fresh.name(), fresh.releases(), fresh.channels(), fresh.pins());
    for (Kind kind : Kind.values()) {
      for (Interval within : range.intervals()) {
        assertThat(asked.index().highest(kind, within, 20))
            .isEqualTo(whole.index().highest(kind, within, 20));
      }
      assertThat(asked.index().highestStable(kind)).isEqualTo(whole.index().highestStable(kind));
    }
  }

  /** The versions that a refusal names, found one by one. */
  @Property(tries = 2000)
  void highest_ofWhatIsPassedOver_agreesWithALookAtEach(
      @ForAll WidgetState state, @ForAll Range range) {
    List<Release> all = new ArrayList<>(state.releases().descendingMap().values());
    for (int i = 0; i < range.intervals().size(); i++) {
      List<Comparator> bounds = range.alternatives().get(i);
      List<Release> expected =
          all.stream()
              .filter(release -> release.state() != ReleaseState.STAGED)
              .filter(release -> !AliasResolver.eligible(release))
              .filter(release -> Range.contains(bounds, release.version()))
              .limit(3)
              .toList();
      assertThat(state.index().highest(Kind.PASSED_OVER, range.intervals().get(i), 3))
          .isEqualTo(expected);
    }
  }

  /** What stands in for an unreadable version, by the rules read literally. */
  @Property(tries = 2000)
  void substitute_ofARange_agreesWithALookAtEach(
      @ForAll WidgetState state, @ForAll Range range, @ForAll Version meant) {
    Selector selector = Selector.parse(range.toString());
    if (!(selector instanceof Selector.Ranged)) {
      return;
    }
    List<Release> older =
        state.releases().headMap(meant, false).descendingMap().values().stream()
            .filter(AliasResolver::eligible)
            .filter(release -> range.contains(release.version()))
            .filter(release -> release.version().minor() != 1)
            .toList();
    Release expected =
        older.stream()
            .filter(release -> release.state() == ReleaseState.RELEASED)
            .findFirst()
            .orElse(older.isEmpty() ? null : older.get(0));
    assertThat(Substitute.of(state, selector, meant, version -> version.minor() == 1))
        .isEqualTo(expected);
  }
}
