package dev.widgetorigin.origin.delivery.answer;

import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.HEADERS;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.NOW;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.SCRIPT;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.STAND_INS;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.body.MemoryBudget;
import dev.widgetorigin.origin.delivery.description.Descriptions;
import dev.widgetorigin.origin.delivery.description.MetaAnswers;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which origins each kind of answer names, and the short answers to {@code ?meta}. */
final class AnswerOriginsTest {
  private static final WidgetSettings LISTED =
      OneSetting.cors(new WidgetSettings.Cors(List.of("https://a.example"), true));

  private final Manifest manifest = manifest("1.0.0", null, SCRIPT);
  private final Refusals refusals =
      new Refusals(
          HEADERS,
          new ProblemReplies(
              StandardHeaders.delivery(OriginConfig.DEFAULTS), OriginConfig.DEFAULTS.cache()));
  private final Descriptions descriptions =
      new Descriptions(HEADERS, refusals, null, () -> NOW, new MemoryBudget(1 << 20));
  private final MetaAnswers meta = descriptions.meta();

  private static ResolvedTarget target(WidgetSettings settings, String raw) {
    return AnswerBundles.target(
        Chat.widget("1.0.0", settings, null), (AssetPath) AssetPath.parse(raw), null);
  }

  private static Request from(String origin) {
    return FakeRequest.of(Method.GET, "/", "Origin", origin);
  }

  /** Of a file, of its redirect, of a refusal, and of what {@code ?meta} says. */
  private List<Reply> answers(WidgetSettings settings, Request request) {
    ResolvedTarget target = target(settings, "/chat/v1/dist/chat.js");
    Asset asset = AnswerBundles.asset(target, manifest, SCRIPT);
    return List.of(
        asset.allowOrigin(asset.representations[0].head(), request),
        STAND_INS.redirect(target, SCRIPT, "/x", "y", NOW).replyTo(request),
        refusals.noSuchFile(request, target),
        meta.answer(request, target, manifest, List.of()));
  }

  @Test
  void listedOrigin_isNamedAlone() {
    for (Reply reply : answers(LISTED, from("https://a.example"))) {
      assertThat(Answer.of(reply).all("Access-Control-Allow-Origin"))
          .containsExactly("https://a.example");
      assertThat(reply.headers().get("Access-Control-Allow-Credentials")).isEqualTo("true");
      assertThat(reply.headers().get("Vary")).contains("Origin");
    }
  }

  @Test
  void otherOriginOrNone_isNotNamed() {
    for (String origin : new String[] {"https://b.example", null}) {
      for (Reply reply : answers(LISTED, from(origin))) {
        assertThat(Answer.of(reply).all("Access-Control-Allow-Origin")).isEmpty();
        assertThat(reply.headers().get("Vary")).contains("Origin");
      }
    }
  }

  @Test
  void openMode_isTheSameForEverybody() {
    for (Reply reply : answers(WidgetSettings.DEFAULTS, from("https://a.example"))) {
      assertThat(Answer.of(reply).all("Access-Control-Allow-Origin")).containsExactly("*");
    }
    Asset asset =
        AnswerBundles.asset(target(WidgetSettings.DEFAULTS, "/chat/v1/x"), manifest, SCRIPT);
    Reply head = asset.representations[0].head();
    assertThat(asset.allowOrigin(head, from("https://a.example"))).isSameAs(head);
    assertThat(asset.downloads()).isSameAs(Downloads.NONE);
    assertThat(asset.target().name()).isEqualTo(Chat.NAME);
  }

  private Answer meta(String raw, Request request) {
    return Answer.of(
        meta.answer(request, target(WidgetSettings.DEFAULTS, raw), manifest, List.of()));
  }

  @Test
  void meta_ofAFile_isConditional() {
    String raw = "/chat/1.0.0/dist/chat.js";
    Answer answer = meta(raw, from(null));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("\"path\":\"dist/chat.js\"");
    assertThat(answer.header("Content-Length"))
        .isEqualTo(Integer.toString(answer.content().length));
    assertThat(answer.header("Last-Modified")).isEqualTo("Fri, 20 Nov 2026 10:00:00 GMT");
    assertThat(answer.header("Repr-Digest")).startsWith("sha-256=:");
    String etag = answer.header("ETag");
    assertThat(etag).matches("\"[0-9a-f]{32}\"");
    Answer unchanged = meta(raw, FakeRequest.of(Method.GET, "/", "If-None-Match", "W/" + etag));
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(unchanged.content()).isEmpty();
    assertThat(unchanged.header("ETag")).isEqualTo(etag);
    for (String none : List.of("Content-Type", "Content-Length", "Last-Modified", "Repr-Digest")) {
      assertThat(unchanged.header(none)).as(none).isNull();
    }
    Answer other = meta(raw, FakeRequest.of(Method.GET, "/", "If-None-Match", "\"x\""));
    assertThat(other.status()).isEqualTo(200);
    Answer head = meta(raw, FakeRequest.of(Method.HEAD, "/"));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.content()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo(answer.header("Content-Length"));
  }

  @Test
  void meta_ofNothing_isNotFound() {
    Answer answer = meta("/chat/1.0.0/none.js", from(null));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("has no file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"page=0", "page=2", "page=x", "page=1000000", "page=01", "x&page="})
  void meta_ofAPageThatIsNot_saysWhatIsExpected(String query) {
    Answer answer = meta("/chat/1.0.0/", FakeRequest.of(Method.GET, "/?meta&" + query));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("Expected page=1 or a page that \\\"next\\\" names.");
  }

  /** Made once for a widget that is the very same, and let go of with the rest. */
  @Test
  void meta_ofAFolder_isKeptForTheSameWidget() {
    ResolvedTarget target = target(WidgetSettings.DEFAULTS, "/chat/1.0.0/");
    Request request = FakeRequest.of(Method.GET, "/?meta&page=1");
    assertThat(meta.kept(request, target)).isNull();
    Reply made = meta.answer(request, target, manifest, List.of());
    Reply kept = meta.kept(request, target);
    assertThat(kept.body()).isEqualTo(made.body());
    Reply again = meta.answer(request, target, manifest, List.of());
    assertThat(again.body()).isEqualTo(made.body());
    for (Reply each : List.of(made, kept, again)) {
      assertThat(each.status()).isEqualTo(200);
      each.body().release();
    }
    assertThat(meta.kept(FakeRequest.of(Method.GET, "/?meta&page=2"), target)).isNull();
    assertThat(meta.kept(request, target(WidgetSettings.DEFAULTS, "/chat/1.0.0/"))).isNull();
    assertThat(meta.kept(request, target(WidgetSettings.DEFAULTS, "/chat/v1/"))).isNull();
    descriptions.clear();
    assertThat(meta.kept(request, target)).isNull();
  }
}
