package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
      assertThat(AliasResolver.eligible(found.release())).isTrue();
    }
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
                    .filter(r -> r.state() == wantedState && wanted.test(r.version()))
                    .max(Comparator.comparing(Release::version))
                    .stream())
        .findFirst()
        .map(r -> r.version().toString())
        .orElse("none");
  }
}
