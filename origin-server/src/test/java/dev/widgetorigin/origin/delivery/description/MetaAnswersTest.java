package dev.widgetorigin.origin.delivery.description;

import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.HEADERS;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.NOW;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.answer.AnswerBundles;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.body.MemoryBudget;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.text.Json;
import dev.widgetorigin.store.manifest.FileSignature;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How {@code ?meta} is answered; {@link MetaDocumentTest} has what it says. */
final class MetaAnswersTest {
  private static final Manifest BUNDLE =
      AnswerBundles.manifest(
          "1.0.0",
          "chat.js",
          file("chat.js", 10).withSignatures(List.of(new FileSignature("one", "s"))),
          file("dist/a.js", 10));

  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private final Descriptions descriptions =
      new Descriptions(
          HEADERS,
          new Refusals(
              HEADERS,
              new ProblemReplies(
                  StandardHeaders.delivery(OriginConfig.DEFAULTS), OriginConfig.DEFAULTS.cache())),
          null,
          () -> NOW,
          budget);

  @AfterEach
  void letGo() {
    descriptions.clear();
    assertThat(budget.used()).isZero();
  }

  private Answer answer(ResolvedTarget target, String... fields) {
    FakeRequest request = FakeRequest.of(Method.GET, "/chat?meta", fields);
    return Answer.of(descriptions.meta().answer(request, target, BUNDLE, List.of("{path}")));
  }

  private Answer answer(String raw) {
    return answer(AnswerBundles.target("1.0.0", raw));
  }

  @Test
  void file_isToldOfAndNotKept() {
    Answer answer = answer("/chat/1.0.0/dist/a.js");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("\"path\":\"dist/a.js\"");
    assertThat(answer.header("Last-Modified")).isEqualTo("Fri, 20 Nov 2026 10:00:00 GMT");
    assertThat(answer.header("Content-Length")).isEqualTo("" + answer.content().length);
    assertThat(budget.used()).isZero();
  }

  @Test
  void folder_isKeptForTheNextWhoAsks() {
    Answer first = answer("/chat/1.0.0/dist/");
    assertThat(budget.used()).isEqualTo(first.content().length);
    assertThat(answer("/chat/1.0.0/dist/").text()).isEqualTo(first.text());
    assertThat(budget.used()).isEqualTo(first.content().length);
  }

  @Test
  void noSuchFile_isNotFound() {
    Answer answer = answer("/chat/1.0.0/none.js");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("has no file \\\"none.js\\\"");
  }

  @Test
  void signedFile_byAlias_hasATagForTheAlias() {
    JsonNode json = Json.MAPPER.readTree(answer("/chat/^1.0.0/chat.js").text());
    assertThat(json.path("integrity").asString()).isEqualTo("ed25519-one");
    assertThat(json.path("script").asString())
        .isEqualTo(
            "<script src=\"//cdn.example.com/chat/v1/chat.js\" integrity=\"ed25519-one\""
                + " crossorigin=\"anonymous\"></script>");
  }

  @Test
  void originThatIsAllowed_isNamed() {
    WidgetSettings settings =
        OneSetting.cors(new WidgetSettings.Cors(List.of("https://a.example"), false));
    ResolvedTarget target =
        AnswerBundles.target(
            Chat.widget("1.0.0", settings, null),
            (AssetPath) AssetPath.parse("/chat/1.0.0/chat.js"),
            null);
    assertThat(answer(target, "Origin", "https://a.example").header("Access-Control-Allow-Origin"))
        .isEqualTo("https://a.example");
    assertThat(answer(target, "Origin", "https://b.example").header("Access-Control-Allow-Origin"))
        .isNull();
  }
}
