package dev.widgetorigin.store.object.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.RefusedException;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What each answer means, from a server that answers as it is told. */
class LostAnswersTest {
  private static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("ak", "sk"));

  /** More than comes with the first answer. */
  private static final byte[] CONTENT = new byte[300 << 10];

  static {
    new Random(1).nextBytes(CONTENT);
  }

  private static final Queue<String> ANSWERS = new ConcurrentLinkedQueue<>();
  private static final List<String> SEEN = Collections.synchronizedList(new ArrayList<>());
  private static HttpServer server;

  /** One for all tests: its clients take a while to make. */
  private static S3Objects store;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.createContext("/", LostAnswersTest::answer);
    server.start();
    store = S3Objects.open(settings(server.getAddress().getPort()), CREDENTIALS);
  }

  @AfterAll
  static void stop() {
    store.close();
    server.stop(0);
  }

  @BeforeEach
  void forget() {
    ANSWERS.clear();
    SEEN.clear();
  }

  private static BucketSettings settings(int port) {
    return new BucketSettings(
        BucketUrl.parse("s3://bucket/store"),
        URI.create("http://127.0.0.1:" + port),
        CephGateway.REGION,
        true);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    SEEN.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI().getPath()
            + " "
            + exchange.getRequestHeaders().getFirst("If-None-Match"));
    exchange.getRequestBody().readAllBytes();
    String[] next = String.valueOf(ANSWERS.poll()).split("-", 2);
    if (next[0].equals("cut")) {
      exchange.close();
      return;
    } else if (next[0].equals("whole") || next[0].equals("half")) {
      content(exchange, next[1], next[0].equals("half"));
      return;
    }
    byte[] body =
        next.length == 1
            ? new byte[0]
            : ("<Error><Code>" + next[1] + "</Code><Message>m</Message></Error>").getBytes(UTF_8);
    exchange.sendResponseHeaders(Integer.parseInt(next[0]), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /**
   * Answers a range of the content.
   *
   * @param half whether the answer breaks off in the middle
   */
  private static void content(HttpExchange exchange, String tag, boolean half) throws IOException {
    String asked = exchange.getRequestHeaders().getFirst("If-Match");
    if (asked != null && !asked.equals(tag)) {
      exchange.sendResponseHeaders(412, -1);
      exchange.close();
      return;
    }
    String[] range = exchange.getRequestHeaders().getFirst("Range").split("[=-]", -1);
    int from = Integer.parseInt(range[1]);
    int to = Math.min(CONTENT.length, Integer.parseInt(range[2]) + 1);
    exchange.getResponseHeaders().set("ETag", tag);
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + CONTENT.length);
    exchange.sendResponseHeaders(206, to - from);
    exchange.getResponseBody().write(CONTENT, from, half ? (to - from) / 2 : to - from);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  /** Of the first part, and of those behind it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "half-1 whole-1 whole-1",
        "half-1 half-1 whole-1 whole-1",
        "whole-1 half-1 whole-1",
        "half-1 half-1 whole-1 half-1 half-1 whole-1"
      })
  void read_answerBreaksOff_goesOnWhereItWas(String script) throws IOException {
    ANSWERS.addAll(Arrays.asList(script.split(" ", -1)));

    assertThat(store.bytes("a").orElseThrow()).isEqualTo(CONTENT);

    assertThat(ANSWERS).isEmpty();
  }

  @Test
  void read_answersBreakOffWithoutEnd_saysOfWhat() {
    ANSWERS.addAll(Collections.nCopies(20, "half-1"));

    assertThatThrownBy(() -> store.bytes("log/1.json"))
        .isInstanceOf(NoAnswerException.class)
        .hasMessageMatching("S3 sent \\d+ of \\d+ bytes of store/log/1.json in bucket bucket.*");
    assertThat(SEEN).hasSize(1 + WholeStream.BREAKS);
  }

  /** Half of the old object and half of the new one are neither. */
  @Test
  void read_replacedWhereItBreaksOff_isNotTakenForGone() {
    ANSWERS.addAll(List.of("half-1", "whole-2"));

    assertThatThrownBy(() -> store.bytes("followers/a.json"))
        .isInstanceOf(NoAnswerException.class)
        .hasMessageContaining("store/followers/a.json in bucket bucket was replaced or deleted");
  }

  @ParameterizedTest(name = "{0}: {1} after {2} requests")
  @CsvSource({
    "200, CREATED, 1",
    "412-PreconditionFailed, TAKEN, 1",
    "409-ConditionalRequestConflict 200, CREATED, 2",
    "409-ConditionalRequestConflict 412-PreconditionFailed, TAKEN, 2",
    "503-SlowDown 429 200, CREATED, 3",
    "500-InternalError 200, UNKNOWN, 1",
    "503-ServiceUnavailable 200, UNKNOWN, 1",
    "504 200, UNKNOWN, 1",
    "cut 200, UNKNOWN, 1",
  })
  void create_answers_areWhatTheyMean(String script, Creation expected, int requests)
      throws IOException {
    ANSWERS.addAll(Arrays.asList(script.split(" ", -1)));

    assertThat(store.create("log/1.json", Source.of("x".getBytes(UTF_8)))).isEqualTo(expected);

    assertThat(SEEN).hasSize(requests).containsOnly("PUT /bucket/store/log/1.json *");
  }

  @Test
  void create_refused_saysThatNothingWasCreated() {
    ANSWERS.add("403-AccessDenied");

    assertThatThrownBy(() -> store.create("a", Source.of(new byte[1])))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("S3 could not create store/a in bucket bucket: 403 AccessDenied (m)");
  }

  /** As AWS, Ceph and MinIO say it: certain, and nothing that passes by itself. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "403-QuotaExceeded",
        "400-XMinioAdminBucketQuotaExceeded",
        "507-XMinioStorageFull"
      })
  void create_bucketFull_saysSoAtOnce(String script) {
    ANSWERS.add(script);

    assertThatThrownBy(() -> store.create("a", Source.of(new byte[1])))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(script.replace('-', ' '))
        .hasMessageEndingWith(
            "there is no room left in the bucket: raise its quota, or"
                + " 'gc --delete' what nothing names");
    assertThat(SEEN).hasSize(1);
  }

  @Test
  void create_conflictsWithoutEnd_givesUp() {
    ANSWERS.addAll(Collections.nCopies(20, "409-ConditionalRequestConflict"));

    assertThatThrownBy(() -> store.create("a", Source.of(new byte[1])))
        .hasMessageContaining("409 ConditionalRequestConflict");
    assertThat(SEEN).hasSize(8);
  }

  @Test
  void anyCall_nobodyListens_certainlyDidNothing() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (S3Objects nowhere = S3Objects.open(settings(port), CREDENTIALS)) {
      assertThatThrownBy(() -> nowhere.create("a", Source.of(new byte[1])))
          .isInstanceOf(IOException.class)
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining("connect: Connection refused");
      assertThatThrownBy(() -> nowhere.read("a")).hasMessageContaining("Connection refused");
    }
  }

  /** What passes by itself is worth waiting for; what was refused would be refused again. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "500-InternalError, true",
    "503-ServiceUnavailable, true",
    "503-SlowDown, true",
    "cut, true",
    "403-AccessDenied, false",
    "403-RequestTimeTooSkewed, false",
    "404-NoSuchBucket, false",
    "400-AuthorizationHeaderMalformed, false",
    "507-XMinioStorageFull, false",
  })
  void read_failure_saysWhetherItMayPass(String script, boolean passes) {
    ANSWERS.addAll(Collections.nCopies(10, script));

    assertThatThrownBy(() -> store.read("a"))
        .isInstanceOf(IOException.class)
        .matches(e -> NoAnswerException.causes(e) == passes)
        .matches(e -> RefusedException.causes(e) != passes);
  }

  @Test
  void read_passingFailure_isTriedAgain() throws IOException {
    ANSWERS.addAll(List.of("500-InternalError", "404-NoSuchKey"));

    assertThat(store.read("a")).isEmpty();
  }
}
