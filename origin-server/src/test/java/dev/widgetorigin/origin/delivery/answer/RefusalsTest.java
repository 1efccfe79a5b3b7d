package dev.widgetorigin.origin.delivery.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.route.Located;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.text.Json;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Encoding;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What each refusal says, and with which header fields. */
final class RefusalsTest {
  private static final Request GET = FakeRequest.of(Method.GET, "/chat/v1/chat.js");
  private static final String EXACT = "/chat/1.0.0/chat.js";
  private static final String ALIAS = "/chat/v1/chat.js";

  private final Refusals refusals =
      new Refusals(
          AnswerBundles.HEADERS,
          new ProblemReplies(
              StandardHeaders.delivery(OriginConfig.DEFAULTS), OriginConfig.DEFAULTS.cache()));

  private static Asset asset(String raw, AssetEntry entry) {
    return AnswerBundles.FILES.asset(
        AnswerBundles.target("1.0.0", raw),
        AnswerBundles.manifest("1.0.0", null, entry),
        entry,
        raw,
        Chat.AT,
        Downloads.NONE);
  }

  /** Status, title and detail, and every field that is not in every problem. */
  private static void assertSays(
      Reply reply, int status, String title, String detail, String... fields) {
    Answer answer = Answer.of(reply);
    assertThat(answer.status()).isEqualTo(status);
    JsonNode json = Json.MAPPER.readTree(answer.content());
    assertThat(json.path("title").asString()).isEqualTo(title);
    assertThat(json.path("detail").asString()).isEqualTo(detail);
    assertThat(json.path("status").asInt()).isEqualTo(status);
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      expected.put(fields[i], fields[i + 1]);
    }
    Map<String, String> found = new TreeMap<>();
    for (String line : AnswerBundles.text(answer.headers()).split("\n", -1)) {
      if (!line.isEmpty() && !line.startsWith("Content-Type") && !line.startsWith("Content-L")) {
        found.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
      }
    }
    assertThat(found).isEqualTo(expected);
    assertThat(answer.header("Content-Length"))
        .isEqualTo(Integer.toString(answer.content().length));
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
  }

  private static String[] tagged(String cacheControl, boolean alias, String... more) {
    String[] fields = {
      "Cache-Control", cacheControl,
      "Surrogate-Key", "w-chat w-chat-v-1.0.0" + (alias ? " w-chat-a-v1" : ""),
      "Cache-Tag", "w-chat,w-chat-v-1.0.0" + (alias ? ",w-chat-a-v1" : ""),
    };
    String[] all = java.util.Arrays.copyOf(fields, fields.length + more.length);
    System.arraycopy(more, 0, all, fields.length, more.length);
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/chat@1.0.0|chat 1.0.0 has no entry file; all its files: /chat/v1.0.0/?meta",
        "/chat@1.0.0/a/|chat 1.0.0 has no index.html in that directory; all its files: /chat/v1.0.0/?meta",
        "/chat@1.0.0/a.js|chat 1.0.0 has no file \"a.js\"; all its files: /chat/v1.0.0/?meta",
      })
  void noSuchFile_saysWhatIsMissing(String raw, String detail) {
    Reply reply = refusals.noSuchFile(GET, AnswerBundles.target("1.0.0", raw));
    assertSays(reply, 404, "File not found", detail, tagged("public, max-age=10", false));
  }

  @Test
  void noSuchFile_byAlias_isTaggedSo() {
    Answer answer =
        Answer.of(refusals.noSuchFile(GET, AnswerBundles.target("1.0.0", "/chat/v1/a")));
    assertThat(answer.header("Cache-Tag")).isEqualTo("w-chat,w-chat-v-1.0.0,w-chat-a-v1");
  }

  @Test
  void notFound_withoutAWidget_hasNoTags() {
    Located.NotFound missing =
        new Located.NotFound(Problem.of(404, "Unknown widget", "None."), null, null, null);
    assertSays(
        refusals.notFound(GET, missing, null),
        404,
        "Unknown widget",
        "None.",
        "Cache-Control",
        "public, max-age=10");
  }

  @ParameterizedTest
  @CsvSource({EXACT + ", false", ALIAS + ", true"})
  void unreadable_isForAMoment(String raw, boolean alias) {
    assertSays(
        refusals.unreadable(GET, AnswerBundles.target("1.0.0", raw)),
        503,
        "Version unreadable",
        "The bytes of chat 1.0.0 cannot be read at the moment.",
        tagged("no-store", alias, "Retry-After", "5"));
  }

  @ParameterizedTest
  @CsvSource({EXACT + ", false", ALIAS + ", true"})
  void busy_isForAMoment(String raw, boolean alias) {
    assertSays(
        refusals.busy(GET, AnswerBundles.target("1.0.0", raw)),
        503,
        "Busy",
        "Too many reads are under way; try again.",
        tagged("no-store", alias, "Retry-After", "1"));
  }

  @ParameterizedTest
  @EnumSource
  void failed_saysWhy(Deferred.Failure failure) {
    Problem problem = failure.problem();
    String[] more = problem.status() == 503 ? new String[] {"Retry-After", "1"} : new String[0];
    assertSays(
        refusals.failed(GET, AnswerBundles.target("1.0.0", EXACT), failure),
        problem.status(),
        problem.title(),
        problem.detail(),
        tagged("no-store", false, more));
  }

  @ParameterizedTest
  @EnumSource
  void failed_whereNoVersionWasAskedFor_saysWhyToo(Deferred.Failure failure) {
    Answer answer = Answer.of(refusals.failed(GET, Chat.widget("1.0.0"), failure));
    assertThat(answer.status()).isEqualTo(failure.problem().status());
    assertThat(answer.header("Retry-After")).isEqualTo(answer.status() == 503 ? "1" : null);
    assertThat(answer.header("Cache-Tag")).isEqualTo("w-chat");
    assertThat(answer.text()).contains(failure.problem().detail());
  }

  @Test
  void busy_whereNoVersionWasAskedFor_isForAMomentToo() {
    assertSays(
        refusals.busy(GET, Chat.widget("1.0.0")),
        503,
        "Busy",
        "Too many reads are under way; try again.",
        "Cache-Control",
        "no-store",
        "Retry-After",
        "1",
        "Surrogate-Key",
        "w-chat",
        "Cache-Tag",
        "w-chat");
  }

  @Test
  void about_aWidgetOrAVersion_hasItsTags() {
    Problem problem = Problem.of(404, "Page not found", "None.");
    assertSays(
        refusals.about(GET, Chat.widget("1.0.0"), problem),
        404,
        "Page not found",
        "None.",
        "Cache-Control",
        "public, max-age=10",
        "Surrogate-Key",
        "w-chat",
        "Cache-Tag",
        "w-chat");
    assertSays(
        refusals.about(GET, AnswerBundles.target("1.0.0", ALIAS), problem),
        404,
        "Page not found",
        "None.",
        tagged("public, max-age=10", true));
  }

  /** Kept as long as the alias' files, and no version's: it is the same whichever that is. */
  @Test
  void switchedOff_saysThatExactVersionsGoOn() {
    String cdn = "max-age=300, stale-while-revalidate=60, stale-if-error=86400";
    assertSays(
        refusals.switchedOff(GET, AnswerBundles.target("1.0.0", ALIAS)),
        404,
        "Switched off",
        "chat is switched off here; the URLs of its exact versions still answer.",
        "Cache-Control",
        "public, max-age=300",
        "CDN-Cache-Control",
        "public, " + cdn,
        "Surrogate-Control",
        cdn,
        "X-Widget-Switched-Off",
        "true",
        "Surrogate-Key",
        "w-chat w-chat-a-v1",
        "Cache-Tag",
        "w-chat,w-chat-a-v1");
  }

  @Test
  void methodNotAllowed_saysWhichAre() {
    String detail = "Files are read with GET and HEAD; nothing else is done here.";
    assertSays(
        refusals.methodNotAllowed(GET, null),
        405,
        "Method not allowed",
        detail,
        "Cache-Control",
        "no-store",
        "Allow",
        "GET, HEAD, OPTIONS");
    assertSays(
        refusals.methodNotAllowed(GET, Chat.widget("1.0.0")),
        405,
        "Method not allowed",
        detail,
        "Cache-Control",
        "no-store",
        "Allow",
        "GET, HEAD, OPTIONS",
        "Surrogate-Key",
        "w-chat",
        "Cache-Tag",
        "w-chat");
  }

  private static PreparedAnswer decided(Asset asset, String name, String value) {
    return PreparedAnswer.decide(
        asset, FakeRequest.of(Method.GET, "/", name, value), Chat.AT.toEpochMilli());
  }

  @Test
  void notAcceptable_namesTheCodings() {
    Asset script = asset(EXACT, AnswerBundles.file("chat.js", 1000, Encoding.BR));
    assertSays(
        refusals.of(GET, decided(script, "Accept-Encoding", "gzip, identity;q=0")),
        406,
        "Not acceptable",
        "None of the codings this file comes in is acceptable: br, identity.",
        tagged("no-store", false, "Vary", "Accept-Encoding, Available-Dictionary"));
    Asset picture = asset(ALIAS, AnswerBundles.file("chat.png", 1000));
    assertSays(
        refusals.of(GET, decided(picture, "Accept-Encoding", "identity;q=0")),
        406,
        "Not acceptable",
        "None of the codings this file comes in is acceptable: identity.",
        tagged("no-store", true, "Vary", "Accept-Encoding"));
  }

  @Test
  void preconditionFailed_namesTheTag() {
    Asset script = asset(EXACT, AnswerBundles.file("chat.js", 1000));
    String tag = script.representations[0].etag();
    assertSays(
        refusals.of(GET, decided(script, "If-Match", "\"x\"")),
        412,
        "Precondition failed",
        "The file's entity tag is " + tag + ".",
        tagged("no-store", false, "Vary", "Accept-Encoding, Available-Dictionary"));
  }

  @Test
  void unsatisfiable_saysHowLongItIs() {
    Asset picture = asset(ALIAS, AnswerBundles.file("chat.png", 1000));
    assertSays(
        refusals.of(GET, decided(picture, "Range", "bytes=1000-")),
        416,
        "Range not satisfiable",
        "The content has 1000 bytes.",
        tagged("no-store", true, "Accept-Ranges", "bytes", "Content-Range", "bytes */1000"));
  }

  @Test
  void of_whatIsNoRefusal_isRefused() {
    PreparedAnswer whole = decided(asset(EXACT, AnswerBundles.file("a.js", 9)), "Accept", "*/*");
    assertThat(whole.refused()).isFalse();
    assertThatThrownBy(() -> refusals.of(GET, whole))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no refusal: 200");
  }

  @Test
  void head_hasTheFieldsAndNoContent() {
    ResolvedTarget target = AnswerBundles.target("1.0.0", EXACT);
    Answer get = Answer.of(refusals.noSuchFile(GET, target));
    Answer head = Answer.of(refusals.noSuchFile(FakeRequest.of(Method.HEAD, EXACT), target));
    assertThat(head.content()).isEmpty();
    assertThat(AnswerBundles.text(head.headers())).isEqualTo(AnswerBundles.text(get.headers()));
  }
}
