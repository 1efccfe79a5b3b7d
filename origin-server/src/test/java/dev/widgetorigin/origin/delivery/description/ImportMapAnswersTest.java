package dev.widgetorigin.origin.delivery.description;

import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.HEADERS;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.NOW;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.SHA384;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.answer.AnswerBundles;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.body.MemoryBudget;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.store.manifest.FileSignature;
import dev.widgetorigin.store.manifest.Manifest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an import map says, and who may keep it. Single quotes stand for double. */
final class ImportMapAnswersTest {
  private static final PublicUrl PUBLIC = PublicUrl.parse("https://cdn.example/w").orElseThrow();
  private static final Manifest BUNDLE =
      AnswerBundles.manifest(
          "1.0.0",
          "chat.js",
          "{\"exports\": {\".\": \"./chat.js\", \"./de\": \"./locale/d e.js\"}}",
          0,
          file("chat.js", 10)
              .withSignatures(
                  List.of(new FileSignature("one", "s"), new FileSignature("two", "s"))),
          file("locale/d e.js", 10),
          file("chat.css", 10));

  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private Descriptions descriptions;

  private void open(PublicUrl publicUrl) {
    descriptions =
        new Descriptions(
            HEADERS,
            new Refusals(
                HEADERS,
                new ProblemReplies(
                    StandardHeaders.delivery(OriginConfig.DEFAULTS),
                    OriginConfig.DEFAULTS.cache())),
            publicUrl,
            () -> NOW,
            budget);
  }

  @AfterEach
  void letGo() {
    descriptions.clear();
    assertThat(budget.used()).isZero();
  }

  private static FakeRequest request() {
    return FakeRequest.of(Method.GET, "/-/importmap/chat/1.json");
  }

  private Answer map(ResolvedTarget target, FakeRequest request) {
    return Answer.of(descriptions.importMaps().answer(request, target, BUNDLE, List.of()));
  }

  private static String quoted(String text, String base) {
    return text.replace('\'', '"').replace("BASE", base).replace("HASH", SHA384) + "\n";
  }

  @Test
  void map_byExactVersion_hasTheHashOfEachScript() {
    open(null);
    Answer answer = map(AnswerBundles.target("1.0.0", "/chat/1.0.0/"), request());
    String base = "//cdn.example.com/chat/v1.0.0/";
    assertThat(answer.text())
        .isEqualTo(
            quoted(
                "{'imports':{'chat':'BASEchat.js','chat/de':'BASElocale/d%20e.js','chat/':'BASE'},"
                    + "'integrity':{'BASEchat.js':'sha384-HASH','BASElocale/d%20e.js':'sha384-HASH'}}",
                base));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/importmap+json");
    assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
    assertThat(answer.header("X-Resolved-Version")).isNull();
  }

  /** Its answer changes, so that no hash holds; keys do. */
  @Test
  void map_byAlias_hasTheKeysOfWhatIsSigned() {
    open(PUBLIC);
    Answer answer = map(AnswerBundles.target("1.0.0", "/chat/^1.0.0/"), request());
    String base = "https://cdn.example/w/chat/v1/";
    assertThat(answer.text())
        .isEqualTo(
            quoted(
                "{'imports':{'chat':'BASEchat.js','chat/de':'BASElocale/d%20e.js','chat/':'BASE'},"
                    + "'integrity':{'BASEchat.js':'ed25519-one ed25519-two'}}",
                base));
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(answer.header("X-Resolved-Version")).isEqualTo("1.0.0");
  }

  @Test
  void map_ofWhatIsNotSigned_hasNoIntegrityByAlias() {
    open(PUBLIC);
    Manifest plain = AnswerBundles.manifest("1.0.0", "a.js", file("a.js", 10));
    ResolvedTarget target = AnswerBundles.target("1.0.0 2.0.0", "/chat/<1.5/");
    assertThat(
            Answer.of(descriptions.importMaps().answer(request(), target, plain, List.of())).text())
        .isEqualTo(
            quoted(
                "{'imports':{'chat':'BASEa.js','chat/':'BASE'}}",
                "https://cdn.example/w/chat/%3C1.5.0-0/"));
  }

  @ParameterizedTest(name = "asked at {0}")
  @CsvSource(
      nullValues = "-",
      value = {"a.example, //a.example/chat/v1/chat.js", "-, /chat/v1/chat.js"})
  void map_withoutAPublicUrl_namesTheHostThatWasAsked(String host, String url) {
    open(null);
    ResolvedTarget target = AnswerBundles.target("1.0.0", "/chat/v1/");
    Answer answer = map(target, request().at(host));
    assertThat(answer.text()).startsWith("{\"imports\":{\"chat\":\"" + url + "\"");
    assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=300");
    assertThat(descriptions.importMaps().kept(request().at("other.example"), target)).isNull();
    assertThat(Answer.of(descriptions.importMaps().kept(request().at(host), target)).text())
        .isEqualTo(answer.text());
    assertThat(map(target, request().at(host)).text()).isEqualTo(answer.text());
  }
}
