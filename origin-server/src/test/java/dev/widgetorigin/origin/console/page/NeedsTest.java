package dev.widgetorigin.origin.console.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.widgetorigin.origin.auth.token.Token;
import dev.widgetorigin.origin.console.call.Api;
import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Form;
import dev.widgetorigin.origin.console.session.Session;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.text.Json;
import dev.widgetorigin.store.manifest.Digest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the overview says needs a person, of what the control API answers. */
class NeedsTest {
  private static final Instant NOW = Instant.parse("2026-11-29T09:00:00Z");
  private static final String CHAT =
      "{'name':'chat','versions':[{'version':'1.1.0','state':'staged'},"
          + "{'version':'1.0.0','state':'released'}]}";

  private final Map<String, String> answers = new HashMap<>();
  private final Map<String, String> parts = new HashMap<>();

  private static Doc doc(String json) {
    return new Doc(Json.MAPPER.readTree(json.replace('\'', '"')));
  }

  private List<Needs.Need> needs(String widget) {
    Api api =
        new Api(
            (request, who) -> {
              String answer = answers.get(request.path().replace("/-/api/v1", ""));
              return answer == null
                  ? ApiAnswer.refused(Problem.of(404, "Not found", "There is none."))
                  : ApiAnswer.json(200, doc(answer).json());
            });
    Token token = new Token("id", "anna", Digest.sha256(new byte[0]), List.of(), NOW, "test", null);
    return Needs.of(
        new Visit(
            FakeRequest.of(Method.GET, "/-/console/"),
            new Session(token, NOW, "s"),
            Map.of(),
            Form.parse(""),
            api,
            new Visit.Surroundings(() -> parts, request -> "", null),
            NOW),
        List.of(doc(widget)));
  }

  private void rollout(String phase) {
    answers.put(
        "/widgets/chat/rollout",
        "{'version':'1.1.0','phase':'" + phase + "','reason':'12 % of loads failed'}");
  }

  private void endedBy(String who) {
    answers.put(
        "/widgets/chat/history",
        "{'history':[{'who':'"
            + who
            + "','changes':[{'type':'rollout-changed','version':'1.1.0','phase':'aborted'}]}]}");
  }

  @Test
  void needs_whereAllIsWell_areNone() {
    rollout("running");
    answers.put("/nodes", "{'nodes':[{'node':'a','sequence':9,'ageMillis':0}]}");
    assertThat(needs(CHAT)).isEmpty();
  }

  @Test
  void needs_rolloutThatWaits_leadToIt() {
    rollout("paused");
    assertThat(needs(CHAT))
        .containsExactly(
            new Needs.Need(
                "Rollout of chat 1.1.0 waits",
                "12 % of loads failed",
                "widgets/chat/rollout",
                "Look at it"));
  }

  @Test
  void needs_rolloutWithAlarms_leadToItEach() {
    answers.put(
        "/widgets/chat/rollout",
        "{'version':'1.1.0','phase':'promoting','reason':'','alarms':["
            + "{'kind':'rollout-stuck','problem':'1.0.0 is no longer released'},"
            + "{'kind':'rollout-inconclusive','problem':'the stable version fails too'},"
            + "{'kind':'rollout-held','problem':'v1 stays on 1.0.0'}]}");
    assertThat(needs(CHAT))
        .extracting(Needs.Need::title, Needs.Need::text)
        .containsExactly(
            tuple("Rollout of chat 1.1.0 is stuck", "1.0.0 is no longer released"),
            tuple("Rollout of chat 1.1.0 cannot be judged", "the stable version fails too"),
            tuple("Rollout of chat 1.1.0 is held by a pin", "v1 stays on 1.0.0"));
  }

  @Test
  void needs_rolloutThatWasAborted_areThoseThatNobodyEnded() {
    rollout("aborted");
    endedBy("anna");
    assertThat(needs(CHAT)).isEmpty();
    endedBy("rollout");
    assertThat(needs(CHAT))
        .extracting(Needs.Need::title)
        .containsExactly("Rollout of chat 1.1.0 was taken back");
    // Somebody has dealt with it.
    assertThat(needs(CHAT.replace("staged", "yanked"))).isEmpty();
  }

  @Test
  void needs_damagedVersion_leadToItsFiles() {
    String damaged = "'released','damaged':{'problem':'chat.js is missing'}";
    assertThat(needs(CHAT.replace("'released'", damaged)))
        .extracting(Needs.Need::title, Needs.Need::path)
        .containsExactly(tuple("chat 1.0.0 is damaged", "widgets/chat/versions/1.0.0"));
  }

  @Test
  void needs_nodeBehindAndSilent_isNamed() {
    answers.put(
        "/nodes",
        "{'nodes':[{'node':'a','sequence':9,'ageMillis':0},"
            + "{'node':'b','sequence':8,'ageMillis':2000},"
            + "{'node':'c','sequence':9,'ageMillis':600000},"
            + "{'node':'d','sequence':7,'ageMillis':600000}]}");
    assertThat(needs(CHAT))
        .containsExactly(
            new Needs.Need(
                "Node d is behind",
                "It was last seen 10 min ago, and has not seen the last 2 changes.",
                "nodes",
                "Nodes and edges"));
  }

  @Test
  void needs_partsThatAreNotWell_areTold() {
    parts.put("purges", "fastly takes no purges");
    parts.put("certificate", "the certificate expires in 5 days");
    assertThat(needs(CHAT))
        .extracting(Needs.Need::text, Needs.Need::path)
        .containsExactlyInAnyOrder(
            tuple("fastly takes no purges", "nodes"),
            tuple("the certificate expires in 5 days", ""));
  }
}
