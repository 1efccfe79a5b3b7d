package dev.widgetorigin.origin.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.RawClient;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that is sent whole is the answer that is sent in parts, on every transport. */
@ParameterizedClass
@EnumSource(names = {"IO_URING", "EPOLL", "NIO"})
class HotAnswersOnTheWireTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String FIRST = "Thu, 01 Jan 1970 00:00:01 GMT";
  private static final String SECOND = "Thu, 01 Jan 1970 00:00:02 GMT";

  @Parameter Transport transport;

  private final AtomicLong second = new AtomicLong(1);
  private Reply full;
  private Reply bodiless;

  private TestServer start(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    HeaderBlock headers =
        HeaderBlock.builder()
            .add("Cache-Control", "no-store")
            .add("Content-Length", Integer.toString(length))
            .build();
    full =
        new Reply(
            200,
            headers,
            new Body.Memory(Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes))));
    bodiless = new Reply(200, headers, Body.EMPTY);
    return TestServer.start(
        transport,
        this::answer,
        builder -> builder.clock(() -> Instant.ofEpochSecond(second.get())));
  }

  private void answer(Request request, Responder responder) {
    responder.send(request.method() == Method.HEAD ? bodiless : full);
  }

  private byte[] content() {
    Body.Memory body = (Body.Memory) full.body();
    byte[] content = new byte[body.bytes().readableBytes()];
    body.bytes().getBytes(body.bytes().readerIndex(), content);
    return content;
  }

  private void heat(RawClient client) {
    RawClient.Answer first = client.send(GET).read();
    for (int i = 0; i < 2 * HotAnswers.OFTEN; i++) {
      RawClient.Answer next = client.send(GET).read();
      assertThat(next.lines()).isEqualTo(first.lines());
      assertThat(next.content()).isEqualTo(content());
    }
    assertThat(first.lines()).containsExactly(fields());
  }

  private String[] fields() {
    return new String[] {"Cache-Control", "no-store", "Content-Length", length(), "Date", FIRST};
  }

  private String length() {
    return Long.toString(full.body().length());
  }

  @Test
  void head_ofAHotAnswer_hasNoBody() {
    try (TestServer server = start(10_000);
        RawClient client = server.connect()) {
      heat(client);
      RawClient.Answer head = client.send(GET.replace("GET", "HEAD")).read(false);
      assertThat(head.lines()).containsExactly(fields());
      assertThat(client.send(GET).read().content()).isEqualTo(content());
    }
  }

  @Test
  void close_onAHotAnswer_isSaidAndDone() {
    try (TestServer server = start(10_000);
        RawClient client = server.connect()) {
      heat(client);
      RawClient.Answer last =
          client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").read();
      assertThat(last.fields()).containsEntry("connection", "close");
      assertThat(last.content()).isEqualTo(content());
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void http10_keptAlive_isToldSo() {
    try (TestServer server = start(10_000);
        RawClient client = server.connect()) {
      heat(client);
      RawClient.Answer kept =
          client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n").read();
      assertThat(kept.fields()).containsEntry("connection", "keep-alive");
      assertThat(kept.content()).isEqualTo(content());
      assertThat(client.send(GET).read().fields()).doesNotContainKey("connection");
    }
  }

  @Test
  void requestId_onAHotAnswer_isEchoedToThatRequestOnly() {
    try (TestServer server = start(10_000);
        RawClient client = server.connect()) {
      heat(client);
      RawClient.Answer named =
          client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: abc123\r\n\r\n").read();
      assertThat(named.fields()).containsEntry("x-request-id", "abc123");
      assertThat(client.send(GET).read().fields()).doesNotContainKey("x-request-id");
    }
  }

  @Test
  void pipelining_manyAtOnce_answersEachInOrder() {
    try (TestServer server = start(10_000);
        RawClient client = server.connect()) {
      heat(client);
      client.send((GET + GET.replace("GET", "HEAD")).repeat(20));
      for (int i = 0; i < 20; i++) {
        assertThat(client.read().content()).isEqualTo(content());
        assertThat(client.read(false).fields()).containsEntry("content-length", length());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60_000, 200_000})
  void date_changesWhileASocketHasAnAnswer_isRightInEach(int length) throws IOException {
    int many = 24_000_000 / length;
    try (TestServer server = start(length);
        RawClient slow = server.connect();
        RawClient other = server.connect()) {
      heat(other);
      // Far more than the socket takes: an answer stays behind in part.
      slow.send(GET.repeat(many));
      assertThat(other.send(GET).read().fields()).containsEntry("date", FIRST);
      second.set(2);
      // A new connection looks at the clock.
      try (RawClient third = server.connect()) {
        RawClient.Answer later = third.send(GET).read();
        assertThat(later.fields()).containsEntry("date", SECOND);
        assertThat(later.content()).isEqualTo(content());
      }
      List<String> dates = List.of(FIRST, SECOND);
      int now = 0;
      for (int i = 0; i < many; i++) {
        RawClient.Answer answer = slow.read();
        assertThat(answer.content()).isEqualTo(content());
        int date = dates.indexOf(answer.fields().get("date"));
        assertThat(date).isGreaterThanOrEqualTo(now);
        now = date;
      }
      assertThat(now).isEqualTo(1);
    }
  }
}
