package dev.widgetorigin.origin.rollout;

import static dev.widgetorigin.origin.rollout.RolloutApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import dev.widgetorigin.origin.web.Method;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What may be asked of a new rollout. */
class RolloutRequestTest {
  private static final String NO_COUNTS =
      "{'loads':0,'errors':0,'crashes':0,'errorRate':0.0,'lower':0.0,'upper':1.0,"
          + "'crashRate':0.0,'crashLower':0.0,'crashUpper':1.0}";

  @TempDir private Path folder;
  @AutoClose private RolloutApi api;

  @BeforeEach
  void open() {
    api = new RolloutApi(folder);
  }

  @Test
  void start_everythingNamed_isShownAsAsked() {
    JsonNode shown =
        api.start(
            ",'steps':[{'weight':2.5,'duration':'1h'},{'weight':100,'duration':'30m'}],"
                + "'bake':'2h','sites':{'in':['a.example'],'out':['b.example']},"
                + "'thresholds':{'errorPercent':20,'windowMinutes':6,'holdMinutes':7,'minRate':30,"
                + "'minBound':31,'minAdvance':32},'startAt':'2026-11-21T11:00:00Z','reason':'new'");
    assertThat(shown)
        .isEqualTo(
            json(
                ("{'sequence':3,'changed':true,'widget':'chat','id':'1.1.0-3','version':'1.1.0',"
                        + "'alias':'latest','previous':'1.0.0','phase':'running','step':0,"
                        + "'weight':2.5,'steps':[{'weight':2.5,'duration':'1h'},"
                        + "{'weight':100.0,'duration':'30m'}],'bake':'2h','salt':1234,"
                        + "'sites':{'in':['a.example'],'out':['b.example']},"
                        + "'thresholds':{'errorPercent':20,'windowMinutes':6,'holdMinutes':7,"
                        + "'minRate':30,'minBound':31,'minAdvance':32},"
                        + "'startAt':'2026-11-21T11:00:00Z','stepStartedAt':'2026-11-21T12:00:00Z',"
                        + "'stepEndsAt':'2026-11-21T13:00:00Z',"
                        + "'rolledBack':false,'reason':'new','quarantined':[],'held':[],"
                        + "'verdict':{'decision':'hold','why':'the step\\u0027s time is not over'},"
                        + "'limit':0.2,"
                        + "'received':{'reports':0,'networks':0},"
                        + "'canary':COUNTS,'canaryNow':COUNTS,'stable':COUNTS,'stableNow':COUNTS}")
                    .replace("COUNTS", NO_COUNTS)));
  }

  @Test
  void start_onlyTheVersion_hasDefaults() {
    JsonNode shown = api.start("");
    assertThat(shown.path("steps"))
        .isEqualTo(
            json(
                "[{'weight':5.0,'duration':'1h'},{'weight':20.0,'duration':'4h'},"
                    + "{'weight':50.0,'duration':'1d'},{'weight':100.0,'duration':'0'}]"));
    assertThat(shown.path("bake").asString()).isEqualTo("1d");
    assertThat(shown.path("reason").asString()).isEqualTo("started");
    assertThat(shown.path("startAt").asString()).isEqualTo("2026-11-21T12:00:00Z");
    assertThat(shown.has("sites")).isFalse();
    // Those in force, which are the origin's.
    assertThat(shown.path("thresholds").path("errorPercent").asInt()).isEqualTo(10);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'weight':0.01}] | 0.01 100.0",
        "[{'weight':0.29},{'weight':33.33},{'weight':64.1}] | 0.29 33.33 64.1 100.0",
        "[{'weight':5,'duration':'1h'},{'weight':5.01}] | 5.0 5.01 100.0",
        "[{'weight':100}] | 100.0",
        "[{'weight':5},{'weight':100,'duration':'1h'}] | 5.0 100.0",
      })
  void start_steps_endWithEverybody(String steps, String weights) {
    JsonNode shown = api.start(",'steps':" + steps).path("steps");
    assertThat(shown.valueStream().map(step -> step.path("weight").asString()))
        .containsExactly(weights.split(" "));
  }

  @Test
  void start_someThresholds_othersAreAsConfigured() {
    JsonNode shown = api.start(",'thresholds':{'minRate':7}");
    assertThat(shown.path("thresholds"))
        .isEqualTo(
            json(
                "{'errorPercent':10,'windowMinutes':5,'holdMinutes':5,'minRate':7,"
                    + "'minBound':20,'minAdvance':100}"));
  }

  @Test
  void start_sitesOfOneKind_areKept() {
    assertThat(api.start(",'sites':{'out':['b.example']}").path("sites"))
        .isEqualTo(json("{'in':[],'out':['b.example']}"));
    api.act("abort");
    assertThat(api.start(",'sites':{'in':['b.example']}").path("sites"))
        .isEqualTo(json("{'in':['b.example'],'out':[]}"));
    api.act("abort");
    assertThat(api.start(",'sites':{'in':[],'out':[]}").has("sites")).isFalse();
  }

  /** As the site attribute of a loader's tag may be, and as reports and alerts name it. */
  @Test
  void start_sitesThatAreNoHosts_areKept() {
    assertThat(api.start(",'sites':{'in':['Acme Corp'],'out':['Bäckerei/Nord ']}").path("sites"))
        .isEqualTo(json("{'in':['Acme Corp'],'out':['Bäckerei/Nord ']}"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "0s, PT0S",
    "PT000000001S, PT1S",
    "P366D, PT8784H",
    "'', refused",
    "P367D, refused",
    "-1h, refused"
  })
  void start_bake_isAnyTimeUpToAYear(String bake, String expected) {
    Answer answer = api.call(Method.PUT, "chat", "{'version':'1.1.0','bake':'" + bake + "'}");
    if (expected.equals("refused")) {
      assertThat(answer.json().path("errors").get(0).asString())
          .isEqualTo("bake: expected a duration such as 30m, 1h or 2d, found '" + bake + "'");
    } else {
      assertThat(api.world.rollout().plan().bake()).hasToString(expected);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | version: is missing; expected a version such as 1.2.3",
        "{'version':'one'} | version: expected a version such as 1.2.3, found 'one'",
        "{'version':'1.1.0','colour':1} | colour: there is no such field",
        "{'version':'1.1.0','steps':[]} | steps: expected a list of 1 to 20 items",
        "{'version':'1.1.0','steps':[{}]} | steps[0].weight: is missing; expected a number from"
            + " 0.01",
        "{'version':'1.1.0','steps':[{'weight':0}]} | steps[0].weight: expected a number from 0.01",
        "{'version':'1.1.0','steps':[{'weight':0.009}]} | steps[0].weight: expected a number from",
        "{'version':'1.1.0','steps':[{'weight':5.005}]} | steps[0].weight: expected a number from",
        "{'version':'1.1.0','steps':[{'weight':100.01}]} | steps[0].weight: expected a number from",
        "{'version':'1.1.0','steps':[{'weight':'5'}]} | steps[0].weight: expected a number from",
        "{'version':'1.1.0','steps':[{'weight':5,'time':1}]} | steps[0].time: there is no such",
        "{'version':'1.1.0','steps':[{'weight':5},{'weight':5}]} | steps[1].weight: expected more",
        "{'version':'1.1.0','steps':[{'weight':5},{'weight':4}]} | steps[1].weight: expected more",
        "{'version':'1.1.0','steps':[{'weight':5,'duration':'x'}]} | steps[0].duration: expected a",
        "{'version':'1.1.0','bake':'PT100000000S1'} | bake: expected a duration",
        "{'version':'1.1.0','bake':'PT0000000001S'} | bake: expected a duration",
        "{'version':'1.1.0','bake':'1000000000000s'} | bake: expected a duration",
        "{'version':'1.1.0','sites':{'in':['a.b'],'out':['a.b']}} | sites.in: a.b cannot be in and",
        "{'version':'1.1.0','sites':{'in':['a\\tb']}} | sites.in: expected a host or a site's name",
        "{'version':'1.1.0','sites':{'out':[' ']}} | sites.out: expected a host or a site's name",
        "{'version':'1.1.0','sites':{'on':[]}} | sites.on: there is no such field",
        "{'version':'1.1.0','thresholds':{'minRate':0}} | thresholds.minRate: expected a whole",
        "{'version':'1.1.0','thresholds':{'rate':1}} | thresholds.rate: there is no such field",
        "{'version':'1.1.0','startAt':'noon'} | startAt: expected a time such as",
      })
  void start_fieldThatIsWrong_isRefusedAlone(String body, String error) {
    Answer answer = api.call(Method.PUT, "chat", body);
    assertThat(answer.status()).isEqualTo(422);
    JsonNode errors = answer.json().path("errors");
    assertThat(errors.size()).as("%s", errors).isEqualTo(1);
    assertThat(errors.get(0).asString()).startsWith(error);
    assertThat(api.world.rollout()).isNull();
  }

  /** Beyond what a double can say. */
  @Test
  void start_weightOf400Digits_isRefused() {
    Answer answer =
        api.call(
            Method.PUT, "chat", "{'version':'1.1.0','steps':[{'weight':" + "9".repeat(400) + "}]}");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("errors").get(0).asString())
        .startsWith("steps[0].weight: expected a number from 0.01 to 100.0")
        .contains(", found 999");
  }

  @Test
  void start_stepWithoutAWeight_isTheOnlyOneThatIsWrong() {
    Answer answer =
        api.call(Method.PUT, "chat", "{'version':'1.1.0','steps':[{},{'weight':0.01}]}");
    assertThat(answer.json().path("errors").size()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0} steps and {1} sites: {2} errors")
  @CsvSource({"20, 100, 0", "21, 100, 1", "20, 101, 1"})
  void start_longLists_areRefused(int steps, int sites, int errors) {
    String weights =
        String.join(
            ",", IntStream.range(1, steps + 1).mapToObj(i -> "{'weight':" + i + "}").toList());
    String names = String.join(",", Collections.nCopies(sites, "'a.example'"));
    Answer answer =
        api.call(
            Method.PUT,
            "chat",
            "{'version':'1.1.0','steps':[%s],'sites':{'in':[%s]}}".formatted(weights, names));
    assertThat(answer.json().path("errors").size()).as("%s", answer).isEqualTo(errors);
    assertThat(answer.status()).isEqualTo(errors == 0 ? 200 : 422);
  }
}
