package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.rollout.ClockedBucket;
import dev.widgetorigin.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node whose bucket does not answer: it is not ready only if it never saw the bucket. */
@Timeout(60)
final class BucketAwayTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final ClockedBucket bucket = new ClockedBucket(InstantSource.system());
  private final Map<String, String> settings = new HashMap<>();
  private int delivery;
  private int control;
  private CompletableFuture<TestOrigin> starting = new CompletableFuture<>();

  @BeforeEach
  void ports() throws IOException {
    try (ServerSocket one = new ServerSocket(0, 1, LOOPBACK);
        ServerSocket two = new ServerSocket(0, 1, LOOPBACK)) {
      delivery = one.getLocalPort();
      control = two.getLocalPort();
    }
    settings.put("store.poll", "100ms");
    settings.put("delivery.port", Integer.toString(delivery));
    settings.put("control.port", Integer.toString(control));
  }

  @AfterEach
  void stop() {
    bucket.away(false);
    bucket.silent(false);
    starting.thenAccept(TestOrigin::close).join();
  }

  private TestOrigin open() {
    return TestOrigin.node(folder.resolve("node"), settings, bucket, System::nanoTime);
  }

  private void startInBackground() {
    starting = CompletableFuture.supplyAsync(this::open);
  }

  private HttpResponse<String> get(int port, String path) {
    return send(HttpRequest.newBuilder(uri(port, path)));
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    return TestOrigin.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private boolean listens(int port) {
    try (Socket socket = new Socket(LOOPBACK, port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void publish(TestOrigin node, String version) {
    HttpResponse<String> made =
        node.call(
            "PUT",
            "/widgets/chat/versions/" + version + "?state=released",
            TestOrigin.zip(Map.of("chat.js", text(version))));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }

  private static String text(String version) {
    return "window.chat = '" + version + "'";
  }

  @Test
  void start_bucketAway_isAliveAndNotReadyUntilItAnswers() {
    bucket.away(true);
    startInBackground();
    await().atMost(SOON).until(() -> listens(delivery) && listens(control));

    for (int port : new int[] {delivery, control}) {
      assertThat(get(port, "/-/livez").statusCode()).as("alive").isEqualTo(200);
      HttpResponse<String> ready = get(port, "/-/readyz");
      assertThat(ready.statusCode()).as("ready").isEqualTo(503);
      assertThat(ready.body())
          .startsWith("not ready: starting\nbucket: the bucket has not answered since this node");
      HttpResponse<String> health = get(port, "/health");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body())
          .contains("\"status\":\"starting\"")
          .contains("\"bucket\":{\"status\":\"down\",\"neededFor\":\"reads\"");
    }
    HttpResponse<String> file = get(delivery, "/chat@1.0.0/chat.js");
    assertThat(file.statusCode()).isEqualTo(503);
    assertThat(file.body()).contains("has not seen its bucket");
    assertThat(file.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(file.headers().firstValue("Retry-After")).contains("5");
    HttpResponse<String> change =
        send(
            HttpRequest.newBuilder(uri(control, "/-/api/v1/widgets/chat/versions/1.0.0"))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[100_000])));
    assertThat(change.statusCode()).isEqualTo(503);
    assertThat(starting).isNotDone();

    bucket.away(false);

    publish(starting.join(), "1.0.0");
    assertThat(get(delivery, "/-/readyz").statusCode()).isEqualTo(200);
    assertThat(get(control, "/-/readyz").statusCode()).isEqualTo(200);
    assertThat(get(delivery, "/chat@1.0.0/chat.js").body()).isEqualTo(text("1.0.0"));
  }

  @Test
  void running_bucketAway_staysReadyServesAndSaysSinceWhen() {
    TestOrigin node = open();
    starting.complete(node);
    publish(node, "1.0.0");
    assertThat(get(delivery, "/chat@1.0.0/chat.js").statusCode()).isEqualTo(200);

    bucket.away(true);

    await()
        .atMost(SOON)
        .until(() -> get(control, "/health").body().contains("the bucket has not answered since"));
    assertThat(get(control, "/health").body()).contains("\"status\":\"degraded\"");
    assertThat(get(delivery, "/-/readyz").statusCode()).isEqualTo(200);
    assertThat(get(control, "/-/readyz").statusCode()).isEqualTo(200);
    assertThat(get(delivery, "/chat/latest/chat.js").body()).isEqualTo(text("1.0.0"));
    assertThat(
            node.call("PATCH", "/widgets/chat/versions/1.0.0", "{\"state\":\"yanked\"}")
                .statusCode())
        .isEqualTo(503);
  }

  private void publishByAnotherNode(String... versions) {
    try (TestOrigin other =
        TestOrigin.node(
            folder.resolve("other"), Map.of("store.poll", "100ms"), bucket, System::nanoTime)) {
      for (String version : versions) {
        publish(other, version);
      }
    }
  }

  /** Nothing that only the bucket has is needed to say where aliases stand. */
  @Test
  void running_bucketAway_tellsWhatItKnowsAndWhatIsWrong() {
    publishByAnotherNode("1.0.0", "1.1.0");
    TestOrigin node = open();
    starting.complete(node);
    bucket.away(true);

    HttpResponse<String> known = node.call("GET", "/widgets/chat", "");
    assertThat(known.statusCode()).as(known.body()).isEqualTo(200);
    assertThat(known.body()).contains("\"latest\":\"1.1.0\"", "\"version\":\"1.0.0\"");
    HttpResponse<String> refused =
        node.call("PATCH", "/widgets/chat/versions/1.0.0", "{\"state\":\"yanked\"}");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body())
        .contains("The bucket of the store does not answer this node", "Repeat the call")
        .doesNotContain("disk");

    // As soon as it knows that the bucket is away it does not wait for it.
    await()
        .atMost(SOON)
        .until(() -> get(control, "/health").body().contains("the bucket has not answered since"));
    long asked = System.nanoTime();
    assertThat(node.call("GET", "/widgets/chat", "").statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(4));
  }

  /**
   * It hangs, and the node does not know yet: whoever looks in an incident must not wait for it.
   */
  @Test
  void running_bucketSilentAndNotYetKnownToBe_tellsWhatItKnowsWithinMoments() throws Exception {
    settings.put("store.poll", "1m");
    publishByAnotherNode("1.0.0", "1.1.0");
    TestOrigin node = open();
    starting.complete(node);
    bucket.silent(true);

    HttpResponse<String> known = within(20, () -> node.call("GET", "/widgets/chat", ""));
    assertThat(known.statusCode()).as(known.body()).isEqualTo(200);
    assertThat(known.body()).contains("\"latest\":\"1.1.0\"", "\"version\":\"1.0.0\"");
    HttpResponse<String> unknown =
        within(20, () -> node.call("GET", "/widgets/chat/versions/1.0.0", ""));
    assertThat(unknown.statusCode()).as(unknown.body()).isEqualTo(503);
    assertThat(unknown.body()).contains("has not answered this node for 2 s");
    assertThat(unknown.headers().firstValue("Retry-After")).isPresent();
  }

  /** Not in time to be told at once, but there: an error would be wrong. */
  @Test
  void running_bucketSlow_isWaitedForWhileOthersAreAnswered() throws Exception {
    publishByAnotherNode("1.0.0");
    TestOrigin node = open();
    starting.complete(node);
    bucket.silentUnder("manifests/");
    CompletableFuture<HttpResponse<String>> version =
        CompletableFuture.supplyAsync(() -> node.call("GET", "/widgets/chat/versions/1.0.0", ""));

    await().during(Duration.ofSeconds(3)).until(() -> !version.isDone());
    bucket.silent(false);

    assertThat(version.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  private static <T> T within(int seconds, Supplier<T> call) throws Exception {
    return CompletableFuture.supplyAsync(call).get(seconds, TimeUnit.SECONDS);
  }

  /** Whoever waits for the bucket must not stand before those who need nothing of it. */
  @Test
  void running_manyWaitForASilentBucket_copiesAreReadAsEver() throws Exception {
    TestOrigin other =
        TestOrigin.node(
            folder.resolve("other"), Map.of("store.poll", "100ms"), bucket, System::nanoTime);
    try (other) {
      for (int i = 0; i < 60; i++) {
        publish(other, "1.0." + i);
      }
    }
    try (TestOrigin before = open()) {
      for (int i = 0; i < 5; i++) {
        assertThat(before.deliver("GET", "/chat@1.0." + i + "/chat.js").statusCode())
            .isEqualTo(200);
      }
    }
    // Nothing is in its memory now.
    starting.complete(open());
    bucket.silent(true);
    HttpClient client = HttpClient.newHttpClient();
    List<CompletableFuture<HttpResponse<String>>> cold = new ArrayList<>();
    for (int i = 5; i < 60; i++) {
      cold.add(
          client.sendAsync(
              HttpRequest.newBuilder(uri(delivery, "/chat@1.0." + i + "/chat.js")).build(),
              HttpResponse.BodyHandlers.ofString()));
    }

    for (int i = 0; i < 5; i++) {
      String version = "1.0." + i;
      assertThat(get(delivery, "/chat@" + version + "/chat.js").body()).isEqualTo(text(version));
    }
    assertThat(cold).noneMatch(CompletableFuture::isDone);

    bucket.silent(false);

    for (CompletableFuture<HttpResponse<String>> each : cold) {
      assertThat(each.get().statusCode()).isEqualTo(200);
    }
  }

  /** For seconds; an error would be the answer sooner, but not the better one. */
  @Test
  void running_bucketAwayForAMoment_isWaitedFor() throws Exception {
    publishByAnotherNode("1.0.0");
    starting.complete(open());
    bucket.away(true);
    CompletableFuture<HttpResponse<String>> cold =
        HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(uri(delivery, "/chat@1.0.0/chat.js")).build(),
                HttpResponse.BodyHandlers.ofString());

    await().during(Duration.ofSeconds(1)).until(() -> !cold.isDone());
    bucket.away(false);

    assertThat(cold.get().body()).isEqualTo(text("1.0.0"));
  }

  @Test
  void start_bucketRefuses_failsAtOnceAndSaysWhy() {
    bucket.refuse("403 AccessDenied; the credentials need s3:GetObject");

    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("403 AccessDenied; the credentials need s3:GetObject");

    assertThat(listens(delivery)).isFalse();
    bucket.refuse(null);
    starting.complete(open());
  }

  /** The process that has the ports already answers all requests there. */
  @Test
  void start_bucketAwayAndPortsShared_leavesThemToTheOther() {
    settings.put("http.reuse-port", "true");
    bucket.away(true);
    startInBackground();

    await().during(Duration.ofMillis(500)).until(() -> !listens(delivery) && !listens(control));

    bucket.away(false);
    TestOrigin node = starting.join();
    assertThat(get(delivery, "/-/readyz").statusCode()).isEqualTo(200);
    assertThat(node.deliveryUrl()).endsWith(":" + delivery);
  }
}
