package dev.widgetorigin.origin.delivery.description;

import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.HEADERS;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.body.MemoryBudget;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.store.widget.Widget;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VersionsAnswersTest {
  private final MemoryBudget budget = new MemoryBudget(8 << 20);
  private Descriptions descriptions = descriptions(null);

  private Descriptions descriptions(PublicUrl publicUrl) {
    return new Descriptions(
        HEADERS,
        new Refusals(
            HEADERS,
            new ProblemReplies(
                StandardHeaders.delivery(OriginConfig.DEFAULTS), OriginConfig.DEFAULTS.cache())),
        publicUrl,
        () -> NOW,
        budget);
  }

  @AfterEach
  void letGo() {
    descriptions.clear();
    assertThat(budget.used()).isZero();
  }

  private Answer answer(Widget widget, String target, String... headers) {
    return Answer.of(
        descriptions.versions().answer(FakeRequest.of(Method.GET, target, headers), widget));
  }

  private static List<String> texts(JsonNode array, String field) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.path(field).asString()));
    return texts;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0 1.1.0 | 1.1.0,1.0.0 | {\"latest\":\"1.1.0\",\"v1\":\"1.1.0\",\"v1.1\":\"1.1.0\",\"v1.0\":\"1.0.0\"}",
        "1.0.0 1.1.0:staged 1.2.0:yanked 1.3.0:blocked | 1.0.0 | {\"latest\":\"1.0.0\",\"v1\":\"1.0.0\",\"v1.0\":\"1.0.0\"}",
        "1.0.0:deprecated | 1.0.0 | {\"latest\":\"1.0.0\",\"v1\":\"1.0.0\",\"v1.0\":\"1.0.0\"}",
        "1.0.0:staged | '' | {}",
        "1.0.0 1.1.0-rc.1 beta=1.1.0-rc.1 | 1.1.0-rc.1,1.0.0 | {\"latest\":\"1.0.0\",\"beta\":\"1.1.0-rc.1\",\"v1\":\"1.0.0\",\"v1.0\":\"1.0.0\"}",
        "1.0.0 1.1.0 latest<1.0.0 | 1.1.0,1.0.0 | {\"latest\":\"1.0.0\",\"v1\":\"1.0.0\",\"v1.1\":\"1.1.0\",\"v1.0\":\"1.0.0\"}",
        "1.0.0 1.1.0:staged beta=1.1.0 | 1.0.0 | {\"latest\":\"1.0.0\",\"v1\":\"1.0.0\",\"v1.0\":\"1.0.0\"}",
      })
  void answer_state_showsWhatIsPublicOnly(String state, String versions, String aliases) {
    JsonNode json = JsonMapper.shared().readTree(answer(Chat.widget(state), "/chat?meta").text());

    assertThat(String.join(",", texts(json.get("versions"), "version"))).isEqualTo(versions);
    assertThat(json.get("aliases")).hasToString(aliases);
    assertThat(json.get("widget").asString()).isEqualTo("chat");
    json.get("channels").forEach(each -> assertThat(each.asString()).isEqualTo("beta"));
  }

  @Test
  void answer_eachVersion_saysWhereItIs() {
    JsonNode json =
        JsonMapper.shared()
            .readTree(answer(Chat.widget("1.0.0 1.1.0:deprecated"), "/chat?meta").text());
    assertThat(json.get("versions"))
        .hasToString(
            ("[{'version':'1.1.0','state':'deprecated','publishedAt':'2026-11-20T10:00:00Z',"
                    + "'url':'/chat/v1.1.0/','meta':'/chat/v1.1.0/?meta'},"
                    + "{'version':'1.0.0','state':'released','publishedAt':'2026-11-20T10:00:00Z',"
                    + "'url':'/chat/v1.0.0/','meta':'/chat/v1.0.0/?meta'}]")
                .replace('\'', '"'));
  }

  @Test
  void answer_withAPublicUrl_namesItEverywhere() {
    descriptions = descriptions(PublicUrl.parse("https://cdn.example/w").orElseThrow());
    JsonNode json =
        JsonMapper.shared()
            .readTree(answer(Chat.widget(versions(501)), "/chat?meta&page=1").text());
    assertThat(json.get("next").asString()).isEqualTo("https://cdn.example/w/chat?meta&page=2");
    JsonNode newest = json.get("versions").get(0);
    assertThat(newest.get("url").asString()).isEqualTo("https://cdn.example/w/chat/v1.0.500/");
    assertThat(newest.get("meta").asString())
        .isEqualTo("https://cdn.example/w/chat/v1.0.500/?meta");
  }

  @Test
  void answer_moreAliasesThanAreShown_isCutOff() {
    String channels =
        IntStream.range(0, 1001).mapToObj(i -> "c" + i + "=1.0.0").collect(Collectors.joining(" "));
    JsonNode json =
        JsonMapper.shared().readTree(answer(Chat.widget("1.0.0 " + channels), "/chat?meta").text());
    assertThat(json.get("aliases").size()).isEqualTo(VersionsAnswers.ALIASES);
    assertThat(json.get("channels").size()).isEqualTo(VersionsAnswers.ALIASES - 1);
  }

  @Test
  void answer_thatThereIsNoMemoryFor_isToComeAgain() {
    Widget widget = Chat.widget(versions(500));
    ByteBuf taken = budget.allocate(8 << 20);
    List<Reply> held = new ArrayList<>();
    while (held.isEmpty() || held.get(held.size() - 1).status() == 200) {
      held.add(descriptions.versions().answer(FakeRequest.of(Method.GET, "/chat?meta"), widget));
    }
    assertThat(held.get(held.size() - 1).status()).isEqualTo(503);
    held.forEach(reply -> Answer.of(reply));
    taken.release();
  }

  private static String versions(int count) {
    return IntStream.range(0, count).mapToObj(i -> "1.0." + i).collect(Collectors.joining(" "));
  }

  @Test
  void answer_isForBrowsersToKeepAndConditional() {
    Widget widget = Chat.widget("1.0.0");

    Answer first = answer(widget, "/chat?meta");

    assertThat(first.header("Cache-Control")).isEqualTo("private, max-age=300");
    assertThat(first.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(first.header("Content-Type")).isEqualTo("application/json");
    Answer again = answer(widget, "/chat?meta", "If-None-Match", first.header("ETag"));
    assertThat(again.status()).isEqualTo(304);
    Reply kept = descriptions.versions().kept(FakeRequest.of(Method.GET, "/chat?meta"), widget);
    assertThat(Answer.of(kept).text()).isEqualTo(first.text());
    assertThat(
            descriptions
                .versions()
                .kept(FakeRequest.of(Method.GET, "/chat?meta"), Chat.widget("1.0.0 1.0.1")))
        .isNull();
  }

  @Test
  void answer_manyVersions_comeInPages() {
    Widget widget = Chat.widget(versions(1001));
    List<String> all = new ArrayList<>();
    String next = "/chat?meta";
    int pages = 0;
    while (next != null) {
      JsonNode json = JsonMapper.shared().readTree(answer(widget, next).text());
      assertThat(json.get("count").asInt()).isEqualTo(1001);
      assertThat(json.has("aliases")).isEqualTo(pages == 0);
      all.addAll(texts(json.get("versions"), "version"));
      next = json.has("next") ? json.get("next").asString() : null;
      pages++;
    }

    assertThat(pages).isEqualTo(3);
    assertThat(all).hasSize(1001).doesNotHaveDuplicates().startsWith("1.0.1000").endsWith("1.0.0");
    for (String wrong : new String[] {"4", "0", "x", "-1", "99999999999"}) {
      assertThat(answer(widget, "/chat?meta&page=" + wrong).status()).as(wrong).isEqualTo(404);
    }
  }
}
