package dev.widgetorigin.origin.changes.alias;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What selectors offer while 1.1.0 is rolled out, or was. */
final class OfferTest {
  private static final RolloutPlan PLAN =
      new RolloutPlan(
          "1.1.0-1",
          Chat.version("1.1.0"),
          "latest",
          Chat.version("1.0.0"),
          List.of(new RolloutPlan.Step(500, Duration.ofHours(1))),
          0,
          Duration.ofHours(1),
          null,
          null,
          Chat.AT);

  private static Rollout rollout(String phase) {
    Rollout.Running running = new Rollout.Running(PLAN, 0, Chat.AT, "");
    return switch (phase) {
      case "none" -> null;
      case "pending" -> new Rollout.Pending(PLAN, "");
      case "running" -> running;
      case "paused" -> running.pause(Chat.AT, "");
      case "promoting" -> new Rollout.Promoting(PLAN, Chat.AT, "");
      case "succeeded" -> new Rollout.Succeeded(PLAN, Chat.AT, "");
      default -> running.abort("");
    };
  }

  private static Offer offer(String state, String phase, String selector) {
    Widget widget = Chat.widget(state, WidgetSettings.DEFAULTS, rollout(phase));
    return Offer.of(widget, Chat.alias(selector));
  }

  @ParameterizedTest(name = "{2} of {0}, {1}: {3}, offers 1.1.0: {4}")
  @CsvSource({
    "1.0.0 1.1.0:staged, none, latest, 1.0.0, false",
    "1.0.0 1.1.0:staged, pending, latest, 1.0.0, false",
    "1.0.0 1.1.0:staged, running, latest, 1.0.0, true",
    "1.0.0 1.1.0:staged, paused, latest, 1.0.0, true",
    "1.0.0 1.1.0:staged, aborted, latest, 1.0.0, false",
    "1.0.0 1.1.0:staged, running, v1, 1.0.0, true",
    "1.0.0 1.1.0:staged, running, v1.0, 1.0.0, false",
    // Not to exact versions and channels, nor to what its promotion would not move.
    "1.0.0 1.1.0:staged, running, 1.0.0, 1.0.0, false",
    "1.0.0 1.1.0:staged, running, 1.1.0, 1.1.0, false",
    "1.0.0 1.1.0:staged beta=1.1.0, running, beta, 1.1.0, false",
    "1.0.0 1.1.0:staged 2.0.0, running, latest, 2.0.0, false",
    "1.0.0 1.1.0:staged 2.0.0, running, v1, 1.0.0, true",
    "1.0.0 1.1.0:staged latest=1.0.0, running, latest, 1.0.0, false",
    "1.0.0, running, latest, 1.0.0, false",
    // Nothing to fall back on.
    "1.1.0:staged, running, latest, null, false",
    // Once it is promoted the stable one is that from before.
    "1.0.0 1.1.0, promoting, latest, 1.0.0, true",
    "1.0.0 1.1.0, promoting, v1, 1.0.0, true",
    "1.0.0 1.1.0, promoting, v1.0, 1.0.0, false",
    "1.1.0, promoting, latest, 1.1.0, false",
    "1.0.0 1.1.0, succeeded, latest, 1.1.0, false",
  })
  void of_rolloutOf110(
      String state, String phase, String selector, String stable, boolean offered) {
    Offer offer = offer(state, phase, selector);
    assertThat(String.valueOf(offer.stable().answer())).isEqualTo(stable);
    assertThat(offer.rollout()).isEqualTo(offered ? rollout(phase) : null);
  }

  @ParameterizedTest
  @CsvSource({"rollout,true", "ana,false"})
  void of_pinnedAlias_isOfferedIfARolloutSetThePin(String by, boolean offered) {
    WidgetState state =
        Chat.state("1.0.0 1.1.0:staged")
            .withPin("latest", new Pin(Chat.version("1.0.0"), by, Chat.AT, ""));
    Widget widget = new Widget(state, Map.of(), WidgetSettings.DEFAULTS, rollout("running"), 7);
    assertThat(Offer.ownPin(state, "latest")).isEqualTo(offered);
    assertThat(Offer.ownPin(state, "v1")).isFalse();
    assertThat(Offer.of(widget, Chat.alias("latest")).rollout() != null).isEqualTo(offered);
  }

  @Test
  void after_promotion_theVersionIsReleasedAndNoCandidate() {
    WidgetState before = Chat.state("1.0.0 1.1.0>next:staged:why");
    WidgetState after = Offer.after(before, PLAN);
    assertThat(after.release(Chat.version("1.1.0")))
        .hasValue(
            new Release(Chat.version("1.1.0"), ReleaseState.RELEASED, "why", Chat.AT, Chat.AT));
    assertThat(after.resolve(Chat.alias("latest")).answer()).isEqualTo(Chat.version("1.1.0"));
  }

  @ParameterizedTest
  @CsvSource({
    "1,loaders of template 1 cannot hold a site back; to change them: widget-origin loader upgrade"
        + " chat",
    "2,"
  })
  void holdsNoSiteBack_isSoOfTheFirstTemplateOnly(int template, String expected) {
    Widget widget =
        new Widget(
            Chat.state("1.0.0"),
            Map.of(),
            WidgetSettings.DEFAULTS,
            null,
            Map.of(),
            Map.of(Widget.WHOLE, template),
            7);
    assertThat(Offer.holdsNoSiteBack(widget)).isEqualTo(expected);
  }
}
