package dev.widgetorigin.origin.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Sessions, forms and what must not come through, as a client on the wire sees it. */
class ConsoleOverSocketsTest {
  private static final String ROOT = "/-/console/";
  private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

  @TempDir private static Path folder;
  private static TestOrigin origin;

  @BeforeAll
  static void start() {
    origin = TestOrigin.start(folder, Map.of(), () -> Instant.now().plus(AHEAD.get()));
    byte[] bundle =
        TestOrigin.zip(
            Map.of(
                "package.json",
                "{\"name\":\"chat\",\"version\":\"1.0.0\",\"main\":\"chat.js\"}",
                "chat.js",
                "1"));
    assertThat(
            origin.call("PUT", "/widgets/chat/versions/1.0.0?state=released", bundle).statusCode())
        .isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  private static HttpResponse<String> get(String path, String cookie, String... fields) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin.controlUrl() + path));
    return send(request, cookie, fields);
  }

  private static HttpResponse<String> post(
      String path, String cookie, String form, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin.controlUrl() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    return send(request, cookie, fields);
  }

  private static HttpResponse<String> send(
      HttpRequest.Builder request, String cookie, String... fields) {
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    for (int i = 0; i < fields.length; i += 2) {
      request.header(fields[i], fields[i + 1]);
    }
    return TestOrigin.send(request, BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String signIn(String token) {
    HttpResponse<String> response = post(ROOT + "sign-in", null, "token=" + token);
    assertThat(response.statusCode()).isEqualTo(303);
    return header(response, "Set-Cookie").replaceFirst(";.*", "");
  }

  private static String formToken(String cookie) {
    Matcher found =
        Pattern.compile("name=\"form\" value=\"([^\"]+)\"").matcher(get(ROOT, cookie).body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static boolean signedIn(String cookie) {
    return get(ROOT, cookie).statusCode() == 200;
  }

  private static long sequence() {
    return JsonMapper.shared()
        .readTree(origin.call("GET", "/widgets", "").body())
        .path("sequence")
        .asLong(0);
  }

  @DisplayName("a session is a cookie that no script, no other site and no other path gets")
  @Test
  void signIn_withToken_setsAStrictCookie() {
    HttpResponse<String> response = post(ROOT + "sign-in", null, "token=" + TestOrigin.ADMIN);
    assertThat(header(response, "Location")).isEqualTo(ROOT);
    assertThat(header(response, "Set-Cookie"))
        .contains("; Path=/-/console;", "; HttpOnly", "; SameSite=Strict", "; Max-Age=28800")
        .doesNotContain("Secure")
        .doesNotContain(TestOrigin.ADMIN);
    assertThat(header(get(ROOT, null), "Location")).isEqualTo(ROOT + "sign-in");
  }

  @DisplayName("a form that says that it is compressed is not read as if it were not")
  @Test
  void post_compressedForm_is415() {
    String form = "token=" + TestOrigin.ADMIN;
    HttpResponse<String> response = post(ROOT + "sign-in", null, form, "Content-Encoding", "br");
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(header(response, "Set-Cookie")).isEmpty();
    assertThat(response.body()).contains("without Content-Encoding");
  }

  @DisplayName("after signing in one comes to a page of the console, wherever one was sent from")
  @ParameterizedTest(name = "{0} comes to {1}")
  @CsvSource({
    "/-/console/widgets/chat, /-/console/widgets/chat",
    "https://evil.example/, /-/console/",
    "//evil.example, /-/console/",
    "/-/console/\\\\evil, /-/console/",
    "/-/api/v1/tokens, /-/console/",
  })
  void signIn_withTarget_staysInTheConsole(String to, String comesTo) {
    String form = "token=" + TestOrigin.ADMIN + "&to=" + encoded(to);
    assertThat(header(post(ROOT + "sign-in", null, form), "Location")).isEqualTo(comesTo);
  }

  @DisplayName("a session ends after eight hours, with its token, and by signing out")
  @Test
  void session_inTime_ends() {
    String cookie = signIn(TestOrigin.ADMIN);
    AHEAD.set(Duration.ofHours(8).minusMinutes(1));
    assertThat(signedIn(cookie)).isTrue();
    AHEAD.set(Duration.ofHours(8).plusMinutes(1));
    assertThat(signedIn(cookie)).isFalse();
    AHEAD.set(Duration.ZERO);
    var made =
        JsonMapper.shared()
            .readTree(
                origin
                    .call("POST", "/tokens", "{\"name\":\"short\",\"scopes\":[\"read\"]}")
                    .body());
    String other = signIn(made.path("token").asString(""));
    assertThat(signedIn(other)).isTrue();
    origin.call("DELETE", "/tokens/" + made.path("id").asString(""), "");
    assertThat(signedIn(other)).isFalse();
    String third = signIn(TestOrigin.ADMIN);
    post(ROOT + "sign-out", third, "form=" + encoded(formToken(third)));
    assertThat(signedIn(third)).isFalse();
    assertThat(signedIn(cookie)).isTrue();
  }

  @DisplayName("a cookie that was changed by a bit is none")
  @Test
  void session_forged_isNone() {
    String cookie = signIn(TestOrigin.ADMIN);
    int value = cookie.indexOf('=') + 1;
    for (int at : new int[] {value, value + 20, cookie.length() - 10}) {
      char other = cookie.charAt(at) == 'A' ? 'B' : 'A';
      assertThat(signedIn(cookie.substring(0, at) + other + cookie.substring(at + 1))).isFalse();
    }
    assertThat(signedIn(cookie.substring(0, value) + "x".repeat(7000))).isFalse();
  }

  @DisplayName("a form without its session's token, or from another origin, changes nothing")
  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, 403",
        "wrong, -, 403",
        "good, Sec-Fetch-Site=cross-site, 403",
        "good, Sec-Fetch-Site=same-site, 403",
        "good, Origin=https://evil.example, 403",
        "good, Origin=null, 403",
      })
  void act_fromElsewhere_isRefused(String token, String field, int status) {
    String cookie = signIn(TestOrigin.ADMIN);
    String form =
        "action=off&widget=chat&form="
            + ("good".equals(token) ? encoded(formToken(cookie)) : token == null ? "" : token);
    long before = sequence();
    String[] fields = field == null ? new String[0] : field.split("=", 2);
    assertThat(post(ROOT + "act", cookie, form, fields).statusCode()).isEqualTo(status);
    assertThat(sequence()).isEqualTo(before);
  }

  @DisplayName("an action has the token's name in the history, and comes back to its page")
  @Test
  void act_allowed_isTheTokensChange() {
    String cookie = signIn(TestOrigin.ADMIN);
    String form =
        "action=deprecate&widget=chat&version=1.0.0&reason=old&back=%2F-%2Fconsole%2Fwidgets%2Fchat&form="
            + encoded(formToken(cookie));
    HttpResponse<String> response = post(ROOT + "act", cookie, form);
    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(header(response, "Location")).startsWith(ROOT + "widgets/chat?done=");
    assertThat(origin.call("GET", "/widgets/chat/history?limit=1", "").body())
        .contains("\"who\":\"admin\"", "\"why\":\"old\"", "deprecated");
    assertThat(get(header(response, "Location"), cookie).body())
        .contains("1.0.0 is deprecated.", "widget-origin release chat 1.0.0");
    String undo = encoded(header(response, "Location").replaceFirst(".*done=", ""));
    String again = "form=" + encoded(formToken(cookie)) + "&notice=" + undo;
    assertThat(post(ROOT + "undo", cookie, again).statusCode()).isEqualTo(303);
    assertThat(origin.call("GET", "/widgets/chat/versions/1.0.0", "").body())
        .contains("\"released\"");
    // Of another session it is no undo.
    String other = signIn(TestOrigin.ADMIN);
    String stolen = "form=" + encoded(formToken(other)) + "&notice=" + undo;
    assertThat(post(ROOT + "undo", other, stolen).statusCode()).isEqualTo(400);
  }

  @DisplayName("a link signs in once, within two minutes, and is not spent by looking at it")
  @Test
  void link_followedOnce_signsIn() {
    String path = link();
    assertThat(get(path, null).body()).contains("Sign in as admin");
    assertThat(get(path, null).body()).contains("Sign in as admin");
    String form = path.substring(path.indexOf('?') + 1);
    assertThat(post(ROOT + "enter", null, form).statusCode()).isEqualTo(303);
    assertThat(post(ROOT + "enter", null, form).statusCode()).isEqualTo(403);
    String late = link();
    AHEAD.set(Duration.ofMinutes(3));
    assertThat(get(late, null).statusCode()).isEqualTo(403);
    AHEAD.set(Duration.ZERO);
  }

  @DisplayName("the preview of a rollback changes nothing and names the aliases that it then moves")
  @Test
  void preview_thenRollback_movesTheSame() {
    for (String version : new String[] {"1.0.0", "1.1.0", "1.1.1"}) {
      byte[] bundle =
          TestOrigin.zip(
              Map.of(
                  "package.json",
                  "{\"name\":\"panel\",\"version\":\"" + version + "\",\"main\":\"a.js\"}",
                  "a.js",
                  version));
      origin.call("PUT", "/widgets/panel/versions/" + version + "?state=released", bundle);
    }
    origin.call("PUT", "/widgets/panel/aliases/acme", "{\"version\":\"1.1.1\"}");
    for (String way : new String[] {"v1.1", "latest", "acme"}) {
      String path = "/widgets/panel/aliases/" + way + "/rollback";
      String to = way.equals("acme") ? "1.0.0" : "1.1.0";
      long before = sequence();
      var plan = JsonMapper.shared().readTree(origin.call("GET", path + "?to=" + to, "").body());
      assertThat(sequence()).isEqualTo(before);
      var done =
          JsonMapper.shared().readTree(origin.call("POST", path, "{\"to\":\"" + to + "\"}").body());
      assertThat(plan.path("aliases").isEmpty()).isFalse();
      assertThat(plan.path("aliases")).isEqualTo(done.path("aliases"));
    }
  }

  private static String link() {
    return JsonMapper.shared()
        .readTree(origin.call("POST", "/console/links", "{}").body())
        .path("path")
        .asString("");
  }

  @DisplayName("wrong tokens are refused, many of them with 429; a good one goes on")
  @Test
  void signIn_withWrongTokens_isSlowedDown() {
    int last = 0;
    for (int i = 0; i < 100 && last != 429; i++) {
      last = post(ROOT + "sign-in", null, "token=wo_wrong" + i).statusCode();
      assertThat(last).isIn(401, 429);
    }
    assertThat(last).isEqualTo(429);
    assertThat(signedIn(signIn(TestOrigin.ADMIN))).isTrue();
  }

  @DisplayName("the feed answers at once where something is new, else when something is")
  @Test
  void changes_afterSequence_waitForTheNext() throws Exception {
    String cookie = signIn(TestOrigin.ADMIN);
    assertThat(get(ROOT + "changes?after=0", null).statusCode()).isEqualTo(401);
    assertThat(get(ROOT + "changes?after=0", cookie).body())
        .contains("{\"sequence\":" + sequence());
    String path = ROOT + "changes?after=" + sequence();
    CompletableFuture<HttpResponse<String>> waiting =
        CompletableFuture.supplyAsync(() -> get(path, cookie));
    origin.call("PUT", "/widgets/chat/aliases/feed", "{\"version\":\"1.0.0\"}");
    assertThat(waiting.get(20, TimeUnit.SECONDS).body()).contains("{\"sequence\":" + sequence());
  }

  @DisplayName("a query that is no UTF-8 is refused like any other mistake")
  @Test
  void get_queryThatCannotBeRead_isRefusedAndNoFault() {
    String cookie = signIn(TestOrigin.ADMIN);
    for (String path : new String[] {"", "history", "audit", "nothing", "changes", "sign-in"}) {
      HttpResponse<String> response = get(ROOT + path + "?a=%ff", cookie);
      assertThat(response.statusCode()).as(path).isBetween(400, 404);
      assertThat(response.body()).as(path).contains(path.equals("nothing") ? "no page" : "UTF-8");
    }
  }

  @DisplayName("every answer forbids framing, inline code and other origins; text stays text")
  @Test
  void page_always_isStrict() {
    String cookie = signIn(TestOrigin.ADMIN);
    for (String path : new String[] {"", "sign-in", "nothing", "widgets/chat", "assets/none"}) {
      HttpResponse<String> response = get(ROOT + path, cookie);
      assertThat(header(response, "Content-Security-Policy"))
          .contains("default-src 'none'", "frame-ancestors 'none'", "trusted-types 'none'")
          .doesNotContain("unsafe");
      assertThat(header(response, "X-Frame-Options")).isEqualTo("DENY");
      assertThat(header(response, "Access-Control-Allow-Origin")).isEmpty();
    }
    String evil = get(ROOT + "widgets/%3Cscript%3Ealert(1)%3C%2Fscript%3E", cookie).body();
    assertThat(evil).doesNotContain("<script>alert").contains("&lt;script&gt;");
  }
}
