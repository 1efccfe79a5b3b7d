package dev.widgetorigin.origin.rollout;

import static dev.widgetorigin.origin.rollout.RolloutApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Alarm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the control API tells of a rollout, and what it does to one. */
class RolloutCallsTest {
  private static final Version ONE = Version.parse("1.0.0");

  @TempDir private Path folder;
  private RolloutApi api;

  @BeforeEach
  void open() {
    api = new RolloutApi(folder);
  }

  @AfterEach
  void close() throws IOException {
    api.close();
  }

  @Test
  void look_withoutRollout_saysSo() {
    assertThat(api.show()).isEqualTo(json("{'widget':'chat','rollout':null}"));
    assertThat(api.call(Method.PATCH, "chat", "{'action':'pause'}").text("detail"))
        .isEqualTo("There is no rollout of chat.");
  }

  @Test
  void call_unknownWidget_is404() {
    for (Answer answer :
        List.of(
            api.call(Method.GET, "map", ""),
            api.call(Method.PUT, "map", "{'version':'1.1.0'}"),
            api.call(Method.PATCH, "map", "{'action':'abort'}"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text("detail")).isEqualTo("There is no widget 'map'.");
    }
  }

  @Test
  void change_ofAnotherStateThanSeen_is412() {
    String stale = "\"1\"";
    Answer answer = api.call(Method.PUT, "chat", "{'version':'1.1.0'}", "If-Match", stale);
    assertThat(answer.status()).as("%s", answer).isEqualTo(412);
    assertThat(api.world.rollout()).isNull();
    api.start("");
    answer = api.call(Method.PATCH, "chat", "{'action':'pause'}", "If-Match", stale);
    assertThat(answer.status()).isEqualTo(412);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | action: is missing; expected one of pause, resume, promote, abort",
        "{'action':'stop'} | action: expected one of pause, resume, promote, abort, found 'stop'",
        "{'action':'pause','why':'x'} | why: there is no such field; there are action, reason",
      })
  void act_fieldThatIsWrong_isRefused(String body, String error) {
    api.start("");
    Answer answer = api.call(Method.PATCH, "chat", body);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("errors").size()).isEqualTo(1);
    assertThat(answer.json().path("errors").get(0).asString()).isEqualTo(error);
    assertThat(api.show().path("phase").asString()).isEqualTo("running");
  }

  @Test
  void act_whatThePhaseForbids_is409() {
    api.start("");
    Answer answer = api.call(Method.PATCH, "chat", "{'action':'resume'}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("detail"))
        .isEqualTo("The rollout of chat 1.1.0 is running; it cannot resume.");
  }

  /** Times and figures of each phase; what is not true of it is not there. */
  private static String phase(JsonNode shown) {
    StringBuilder text = new StringBuilder(shown.path("phase").asString());
    text.append(' ').append(shown.path("step").asInt());
    text.append(' ').append(shown.path("weight").asString());
    for (String name :
        List.of("startAt", "stepStartedAt", "stepEndsAt", "pausedAt", "promotedAt", "bakeEndsAt")) {
      if (shown.has(name)) {
        text.append(' ').append(name).append(' ').append(shown.path(name).asString(), 11, 16);
      }
    }
    text.append(shown.path("rolledBack").asBoolean() ? " rolledBack" : "");
    return text.append(shown.has("verdict") ? " watched" : "").toString();
  }

  @Test
  void look_ofEachPhase_tellsWhatIsTrueOfIt() {
    api.start(",'startAt':'2026-11-21T13:00:00Z','reason':'why'");
    assertThat(phase(api.show())).isEqualTo("pending 0 0.0 startAt 13:00");
    api.passAnHour();
    assertThat(phase(api.show()))
        .isEqualTo("running 0 5.0 startAt 13:00 stepStartedAt 13:00 stepEndsAt 14:00 watched");
    assertThat(api.show().path("reason").asString()).isEqualTo("why");
    api.passAnHour();
    assertThat(phase(api.act("pause")))
        .isEqualTo("paused 0 5.0 startAt 13:00 stepStartedAt 13:00 pausedAt 14:00 watched");
    assertThat(api.show().path("reason").asString()).isEqualTo("so");
    assertThat(api.show().path("stepLeft").asString()).isEqualTo("0");
    api.passAnHour();
    assertThat(phase(api.act("resume")))
        .isEqualTo("running 0 5.0 startAt 13:00 stepStartedAt 14:00 stepEndsAt 15:00 watched");
    assertThat(phase(api.act("promote")))
        .isEqualTo(
            "promoting 3 100.0 startAt 13:00 stepStartedAt 15:00 promotedAt 15:00"
                + " bakeEndsAt 15:00 watched");
    api.world.pass(Duration.ofHours(24));
    assertThat(phase(api.show()))
        .isEqualTo("succeeded 3 0.0 startAt 13:00 stepStartedAt 15:00 promotedAt 15:00");
  }

  @Test
  void look_ofEachWayToEnd_tellsHowFarItCame() {
    api.start(",'startAt':'2026-11-21T13:00:00Z'");
    assertThat(phase(api.act("abort"))).isEqualTo("aborted 0 0.0 startAt 13:00");
    api.start("");
    assertThat(phase(api.act("abort")))
        .isEqualTo("aborted 0 0.0 startAt 12:00 stepStartedAt 12:00");
    api.start("");
    api.act("pause");
    assertThat(phase(api.act("abort")))
        .isEqualTo("aborted 0 0.0 startAt 12:00 stepStartedAt 12:00 pausedAt 12:00");
    api.start("");
    api.act("promote");
    assertThat(phase(api.act("abort")))
        .isEqualTo("aborted 3 0.0 startAt 12:00 stepStartedAt 12:00 promotedAt 12:00");
    api.world.publish("1.1.1", ReleaseState.STAGED);
    api.world.commit(new Change.Unpinned(RolloutWorld.CHAT, "latest", ONE));
    api.call(Method.PUT, "chat", "{'version':'1.1.1'}");
    api.act("promote");
    api.world.report("1.1.1", "canary", "rollback", 20).tick();
    assertThat(phase(api.show()))
        .isEqualTo("aborted 3 0.0 startAt 12:00 stepStartedAt 12:00 promotedAt 12:00 rolledBack");
  }

  @Test
  void look_whilePaused_tellsWhatIsLeftOfTheStep() {
    api.start("");
    api.world.pass(Duration.ofMinutes(20));
    assertThat(api.act("pause").path("stepLeft").asString()).isEqualTo("40m");
    api.passAnHour();
    assertThat(api.show().path("stepLeft").asString()).isEqualTo("40m");
  }

  @Test
  void look_beforeItBegins_tellsItsOwnThresholds() {
    String later = ",'startAt':'2026-11-21T13:00:00Z'";
    assertThat(api.start(later).has("thresholds")).isFalse();
    api.act("abort");
    JsonNode own = api.start(later + ",'thresholds':{'errorPercent':20}");
    assertThat(own.path("thresholds").path("errorPercent").asInt()).isEqualTo(20);
  }

  @Test
  void look_withAlarms_tellsThoseOfTheRollout() {
    api.world.publish(WidgetName.parse("map"), "1.0.0", ReleaseState.RELEASED);
    api.start("");
    api.world.commit(
        new Change.AlarmRaised(
            RolloutWorld.CHAT, Alarm.Kind.ROLLOUT_INCONCLUSIVE, "chat@1.1.0", "both fail"),
        new Change.AlarmRaised(RolloutWorld.CHAT, Alarm.Kind.STORE, "chat@1.0.0", "a lost file"),
        new Change.AlarmRaised(
            WidgetName.parse("map"), Alarm.Kind.ROLLOUT_STUCK, "map@1.0.0", "another's"));
    assertThat(api.show().path("alarms"))
        .isEqualTo(
            json(
                "[{'kind':'rollout-inconclusive','problem':'both fail',"
                    + "'since':'2026-11-21T12:00:00Z'}]"));
  }

  @Test
  void look_withQuarantinedSites_namesThemToTheEnd() {
    api.start("");
    assertThat(api.show().path("quarantined")).isEqualTo(json("[]"));
    api.world.commit(
        new Change.SiteQuarantined(
            RolloutWorld.CHAT, api.world.rollout().version(), "shop.example", "acme", "so"));
    JsonNode held =
        json(
            "[{'site':'shop.example','channel':'acme','since':'2026-11-21T12:00:00Z','why':'so'}]");
    assertThat(api.show().path("quarantined")).isEqualTo(held);
    assertThat(api.show().path("notHeldBack").asString())
        .endsWith("widget-origin loader upgrade chat");
    api.world.commit(new Change.TemplateChanged(RolloutWorld.CHAT, null, 1, 2));
    assertThat(api.show().has("notHeldBack")).isFalse();
    assertThat(api.act("promote").path("quarantined")).isEqualTo(held);
  }

  @Test
  void start_versionThatNoLoaderOffers_isWarnedOfAndStarted() {
    assertThat(api.start("").has("warnings")).isFalse();
    api.act("abort");
    api.world.whyNotOffered = Optional.of("no page gets it");
    assertThat(api.start("").path("phase").asString()).isEqualTo("running");
    assertThat(api.show().path("warnings")).isEqualTo(json("['no page gets it']"));
    assertThat(api.act("pause").path("warnings")).isEqualTo(json("['no page gets it']"));
  }

  @Test
  void look_withReports_tellsFiguresAndVerdict() {
    api.start("");
    api.world.report("1.1.0", "canary", "rollback", 10).report("1.1.0", "canary", "ok", 71);
    api.world.report("1.0.0", "stable", "ok", 3).pass(Duration.ofMinutes(6));
    api.world.report("1.1.0", "canary", "ok", 30);
    JsonNode shown = api.show();
    assertThat(shown.path("received")).isEqualTo(json("{'reports':111,'networks':111}"));
    assertThat(shown.path("canary"))
        .isEqualTo(
            json(
                "{'loads':111,'errors':10,'crashes':0,'errorRate':0.0901,'lower':0.0414,'upper':0.185,"
                    + "'crashRate':0.0,'crashLower':0.0,'crashUpper':0.0564}"));
    assertThat(shown.path("limit").asDouble(0)).isEqualTo(0.1);
    assertThat(shown.path("thresholds").path("errorPercent").asInt(0)).isEqualTo(10);
    assertThat(shown.path("canaryNow").path("loads").asInt()).isEqualTo(30);
    assertThat(shown.path("stable").path("loads").asInt()).isEqualTo(300);
    assertThat(shown.path("verdict").path("decision").asString()).isEqualTo("hold");
  }

  @Test
  void abort_whileThePreviousVersionIsGone_is409() {
    api.start("");
    api.act("promote");
    api.world.commit(
        new Change.StateChanged(
            RolloutWorld.CHAT, ONE, ReleaseState.RELEASED, ReleaseState.YANKED, "a hole"));
    Answer answer = api.call(Method.PATCH, "chat", "{'action':'abort'}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("detail"))
        .isEqualTo("latest was 1.0.0 before, which is no longer released; pin another version.");
  }
}
