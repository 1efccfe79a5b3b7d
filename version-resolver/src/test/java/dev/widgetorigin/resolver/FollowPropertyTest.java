package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for following channels whatever happens to a widget, step by step. */
class FollowPropertyTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> CHANNELS = List.of("acme", "shop", "slow", "hand");
  private static final List<String> FOLLOWED =
      List.of("latest", "v1", "^1.1.0", "acme", "shop", "slow", "hand", "1.1.0");

  /** A widget's life: states that follow one another, each with the moment it is looked at. */
  private static final class Life {
    private final Random random;
    private WidgetState state = WidgetState.empty(States.NAME);
    private Instant now = START;

    Life(long seed) {
      this.random = new Random(seed);
    }

    void step() {
      // Clocks jump, mostly forward.
      now = now.plus(Duration.ofHours(random.nextInt(100) - 10));
      List<Release> releases = List.copyOf(state.releases().values());
      switch (releases.isEmpty() ? 0 : random.nextInt(6)) {
        case 0 -> publish();
        case 1 -> {
          Release some = releases.get(random.nextInt(releases.size()));
          if (some.state() != ReleaseState.BLOCKED) {
            ReleaseState to = ReleaseState.values()[random.nextInt(5)];
            state = state.withRelease(some.in(to, "", now));
          }
        }
        case 2 ->
            state =
                state.withChannel("hand", releases.get(random.nextInt(releases.size())).version());
        case 3 -> {
          Version to = releases.get(random.nextInt(releases.size())).version();
          state =
              random.nextBoolean()
                  ? state.withoutPin("latest")
                  : state.withPin("latest", new Pin(to, "ana", now, ""));
        }
        case 4 -> follow();
        default -> {
          // Only time passes.
        }
      }
      state = FollowResolver.moved(state, now);
    }

    private void publish() {
      Version version =
          Version.parse(
              "1."
                  + random.nextInt(3)
                  + "."
                  + random.nextInt(6)
                  + (random.nextInt(4) == 0 ? "-rc" : ""));
      if (state.release(version).isEmpty()) {
        ReleaseState to = random.nextInt(4) == 0 ? ReleaseState.STAGED : ReleaseState.RELEASED;
        state = state.withRelease(Release.published(version, to, null, now));
      }
    }

    private void follow() {
      String channel = CHANNELS.get(random.nextInt(3));
      Selector follow = Selector.parse(FOLLOWED.get(random.nextInt(FOLLOWED.size())));
      if (!FollowResolver.leadsTo(state, follow, channel)) {
        Duration delay = Duration.ofHours(random.nextInt(3) * 24L);
        state = state.withFollow(channel, new FollowRule(follow, delay, null));
      }
    }

    Version answer(Selector selector) {
      return state.resolve(selector) instanceof Resolution.Found found
              && found.release().state() != ReleaseState.YANKED
          ? found.version()
          : null;
    }
  }

  @Property(tries = 400)
  void moved_anyLife_isEmptyOnlyWithWhatItFollowsAndNeverAbove(@ForAll long seed) {
    Life life = new Life(seed);
    for (int i = 0; i < 40; i++) {
      life.step();
      life.state
          .follows()
          .forEach(
              (channel, rule) -> {
                Version source = life.answer(rule.follow());
                Version answer = life.state.channels().get(channel);
                assertThat(answer == null).as("%s %s", channel, rule).isEqualTo(source == null);
                if (answer != null) {
                  assertThat(answer).isLessThanOrEqualTo(source);
                  assertThat(life.answer(new Selector.Channel(channel))).isEqualTo(answer);
                  assertThat(rule.delay().isZero() ? answer : source).isEqualTo(source);
                }
              });
    }
  }

  @Property(tries = 150)
  void moves_afterTheMove_areNoneUntilTheNextMoment(@ForAll long seed) {
    Life life = new Life(seed);
    for (int i = 0; i < 30; i++) {
      life.step();
      assertThat(FollowResolver.moves(life.state, life.now)).isEmpty();
      Instant next = FollowResolver.next(life.state, life.now);
      if (next == null) {
        assertThat(FollowResolver.moves(life.state, life.now.plus(Duration.ofDays(999)))).isEmpty();
      } else {
        assertThat(next).isAfter(life.now);
        assertThat(FollowResolver.moves(life.state, next.minusMillis(1))).isEmpty();
        assertThat(FollowResolver.moves(life.state, next)).isNotEmpty();
      }
    }
  }

  @Property(tries = 100)
  void moves_onAnotherNode_areTheSame(@ForAll long seed) {
    Life life = new Life(seed);
    for (int i = 0; i < 20; i++) {
      life.step();
      Instant later = life.now.plus(Duration.ofHours(30));
      // Another node has the same state from a checkpoint, and asked other things before.
      WidgetState copy =
          WidgetState.of(
              States.NAME,
              life.state.releases(),
              new TreeMap<>(life.state.channels()),
              life.state.pins(),
              new TreeMap<>(life.state.follows()));
      FollowResolver resolver = new FollowResolver(copy, later);
      List<String> names = new ArrayList<>(copy.follows().keySet());
      Collections.shuffle(names, new Random(seed));
      Map<String, FollowResolver.Answer> there = new TreeMap<>();
      names.forEach(name -> there.put(name, resolver.answer(name)));
      FollowResolver here = new FollowResolver(life.state, later);
      there.forEach((name, answer) -> assertThat(here.answer(name)).isEqualTo(answer));
      assertThat(FollowResolver.moves(copy, later))
          .isEqualTo(FollowResolver.moves(life.state, later));
    }
  }
}
