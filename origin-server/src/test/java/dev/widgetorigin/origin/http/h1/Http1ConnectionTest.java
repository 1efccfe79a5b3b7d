package dev.widgetorigin.origin.http.h1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.OpenedFiles;
import dev.widgetorigin.origin.http.RawClient;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.file.FileWindows;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a connection does over time, over real sockets: order, keep-alive, files, drain. */
@SuppressWarnings("try") // closing in the midst of a test is what some are about
@ParameterizedClass
@EnumSource(names = {"IO_URING", "EPOLL", "NIO"})
class Http1ConnectionTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private static final int LONG = 60_000;

  @Parameter Transport transport;
  @TempDir Path folder;

  private TestServer start(Handler handler, UnaryOperator<Listener.Builder> settings) {
    return TestServer.start(transport, handler, settings);
  }

  @Test
  void requests_oneAfterAnother_areAnswered() {
    try (TestServer server = start(TestServer::echo, b -> b);
        RawClient client = server.connect()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void pipelining_repliesGivenInAnyOrder_keepRequestOrder() {
    List<Runnable> late = Collections.synchronizedList(new ArrayList<>());
    Handler handler =
        (request, responder) -> {
          String path = request.path();
          if (path.startsWith("/late")) {
            late.add(() -> responder.send(TestServer.text(200, path)));
          } else {
            responder.send(TestServer.text(200, path));
          }
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      StringBuilder all = new StringBuilder();
      List<String> paths = List.of("/1", "/late2", "/3", "/4", "/late5", "/6");
      paths.forEach(path -> all.append("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"));
      client.send(all.toString());
      List<String> answers = new ArrayList<>();
      answers.add(client.read().body());
      await().until(() -> late.size() == 1);
      late.get(0).run();
      for (int i = 0; i < 3; i++) {
        answers.add(client.read().body());
      }
      await().until(() -> late.size() == 2);
      late.get(1).run();
      answers.add(client.read().body());
      answers.add(client.read().body());
      assertThat(answers).isEqualTo(paths);
    }
  }

  @Test
  void keepAlive_http10_onlyWhereAsked() {
    try (TestServer server = start(TestServer::echo, b -> b)) {
      try (RawClient client = server.connect()) {
        RawClient.Answer answer = client.send("GET / HTTP/1.0\r\n\r\n").read();
        assertThat(answer.fields()).containsEntry("connection", "close");
        assertThat(answer.body()).contains("GET\n/\nnull\nnull");
        assertThat(client.ended()).isTrue();
      }
      try (RawClient client = server.connect()) {
        String request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
        assertThat(client.send(request).read().fields()).containsEntry("connection", "keep-alive");
        assertThat(client.send(request).read().status()).isEqualTo(200);
      }
      try (RawClient client = server.connect()) {
        RawClient.Answer answer =
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n").read();
        assertThat(answer.fields()).containsEntry("connection", "close");
        assertThat(client.ended()).isTrue();
      }
    }
  }

  @Test
  void halfClose_clientEndsItsOutput_stillGetsTheAnswers() throws IOException {
    try (TestServer server = start(TestServer::echo, b -> b);
        RawClient client = server.connect()) {
      client.send(GET + GET).endOutput();
      String all = new String(client.readAll(), UTF_8);
      assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(3);
    }
  }

  @Test
  void head_bodyGivenByMistake_isNotSent() {
    Handler handler = (request, responder) -> responder.send(TestServer.text(200, "content"));
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      RawClient.Answer head = client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").read(false);
      assertThat(head.fields()).containsEntry("content-length", "7");
      assertThat(client.send(GET).read().body()).isEqualTo("content");
    }
  }

  @Test
  void status304And204_bodyGivenByMistake_isNotSent() {
    Handler handler =
        (request, responder) ->
            responder.send(TestServer.text(Integer.parseInt(request.query()), "content"));
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      for (int status : new int[] {304, 204, 304}) {
        client.send("GET /?" + status + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(status);
      }
    }
  }

  @Test
  void body_sharedMemory_isSentWholeAndReleasedOnce() throws IOException {
    byte[] bytes = TestServer.random(700_000);
    ByteBuf shared = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    Reply hot = TestServer.reply(new Body.Memory(shared));
    Handler handler =
        (request, responder) -> {
          shared.retain();
          responder.send(hot);
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      client.send(GET + GET + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      byte[] all = client.readAll();
      assertThat(all).hasSizeGreaterThan(3 * bytes.length);
      assertThat(all).endsWith(bytes);
      await().until(() -> shared.refCnt() == 1);
      assertThat(shared.readerIndex()).isZero();
    } finally {
      // Also where this machine has no such transport.
      shared.release();
    }
  }

  @Test
  void body_fileAndSequence_areSentWhole() throws IOException {
    byte[] bytes = TestServer.random(500_000);
    Path file = Files.write(folder.resolve("f"), bytes);
    Handler handler =
        (request, responder) -> {
          try {
            Body part = OpenedFiles.part(FileChannel.open(file), 100, 400_000);
            Body text = new Body.Memory(Unpooled.copiedBuffer("--end", UTF_8));
            responder.send(TestServer.reply(new Body.Sequence(List.of(part, text))));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      byte[] all = client.readAll();
      byte[] expected = java.util.Arrays.copyOfRange(bytes, 100, 400_105);
      System.arraycopy("--end".getBytes(UTF_8), 0, expected, 400_000, 5);
      assertThat(all).endsWith(expected);
    }
  }

  @Test
  void reply_lengthDoesNotFit_becomes500() {
    Handler handler =
        (request, responder) ->
            responder.send(
                new Reply(
                    200,
                    HeaderBlock.builder().add("Content-Length", "9").build(),
                    new Body.Memory(Unpooled.copiedBuffer("four", UTF_8))));
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(500);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void reply_fieldWithLineBreak_becomes500() {
    Handler handler =
        (request, responder) ->
            responder.send(
                new Reply(
                    200, HeaderBlock.builder().add("X", "a\r\nSet-Cookie: b").build(), Body.EMPTY));
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      RawClient.Answer answer = client.send(GET).read();
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.fields()).doesNotContainKey("set-cookie");
    }
  }

  @Test
  void handler_throws_becomes500() {
    Handler handler =
        (request, responder) -> {
          throw new IllegalStateException("by intent");
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(500);
    }
  }

  @Test
  void send_twice_secondIsThrownAway() {
    Handler handler =
        (request, responder) -> {
          responder.send(TestServer.text(200, "one"));
          responder.send(TestServer.text(200, "two"));
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      assertThat(client.send(GET).read().body()).isEqualTo("one");
      assertThat(client.send(GET).read().body()).isEqualTo("one");
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void file_notReadYet_isReadElsewhereWhileOthersAreServed() throws Exception {
    byte[] bytes = TestServer.random(2_000_000);
    Path file = Files.write(folder.resolve("cold"), bytes);
    FileWindows windows = new FileWindows(bytes.length);
    AtomicInteger closed = new AtomicInteger();
    Handler handler =
        (request, responder) -> {
          if (!request.path().equals("/cold")) {
            TestServer.echo(request, responder);
            return;
          }
          try {
            FileChannel channel = FileChannel.open(file);
            OpenFile open = new OpenFile(channel, windows, closed::incrementAndGet);
            responder.send(TestServer.reply(new Body.File(open, 0, bytes.length)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    CountDownLatch disk = new CountDownLatch(1);
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect();
        RawClient bystander = server.connect()) {
      // A disk that answers nobody: all threads that read wait for it.
      for (int i = 0; i < 64; i++) {
        server.reads().execute(() -> waitFor(disk));
      }
      client.send("GET /cold HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      for (int i = 0; i < 20; i++) {
        assertThat(bystander.send(GET).read().status()).isEqualTo(200);
      }
      assertThat(windows.fresh(0, System.nanoTime())).isFalse();
      disk.countDown();
      assertThat(client.readAll()).endsWith(bytes);
      await().until(() -> closed.get() == 1);
    }
  }

  @Test
  void file_partOfAWindow_isReadAsAWholeWindowSoThatTheNextNeedNotWait() throws Exception {
    byte[] bytes = TestServer.random(1_000_000);
    Path file = Files.write(folder.resolve("part"), bytes);
    FileWindows windows = new FileWindows(bytes.length);
    Handler handler =
        (request, responder) -> {
          try {
            OpenFile open = new OpenFile(FileChannel.open(file), windows, () -> {});
            responder.send(TestServer.reply(new Body.File(open, 600_000, 200_000)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.readAll()).endsWith(Arrays.copyOfRange(bytes, 600_000, 800_000));
      assertThat(windows.fresh(600_000, System.nanoTime())).isTrue();
      assertThat(windows.fresh(0, System.nanoTime())).isFalse();
    }
  }

  @Test
  void limit_connectionsOfOneAddress_excessIsClosed() {
    try (TestServer server =
            start(TestServer::echo, b -> b.limits(TestServer.limits(LONG, LONG, LONG, 2)));
        RawClient first = server.connect();
        RawClient second = server.connect()) {
      assertThat(first.send(GET).read().status()).isEqualTo(200);
      assertThat(second.send(GET).read().status()).isEqualTo(200);
      try (RawClient third = server.connect()) {
        assertThat(third.ended()).isTrue();
      }
      second.close();
      await().until(() -> server.listener.connections() == 1);
      try (RawClient third = server.connect()) {
        assertThat(third.send(GET).read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void drain_answerUnderWay_isFinishedAndSaysClose() throws Exception {
    CompletableFuture<Responder> asked = new CompletableFuture<>();
    Handler handler =
        (request, responder) -> {
          if (request.path().equals("/slow")) {
            asked.complete(responder);
          } else {
            responder.send(TestServer.text(200, "x"));
          }
        };
    try (TestServer server = start(handler, b -> b);
        RawClient busy = server.connect();
        RawClient idle = server.connect()) {
      assertThat(idle.send(GET).read().status()).isEqualTo(200);
      busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
      Responder responder = asked.get();
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> Listener.drain(Duration.ofSeconds(20), server.listener));
      assertThat(idle.ended()).isTrue();
      assertThat(drained).isNotDone();
      responder.send(TestServer.text(200, "done"));
      RawClient.Answer answer = busy.read();
      assertThat(answer.body()).isEqualTo("done");
      assertThat(answer.fields()).containsEntry("connection", "close");
      busy.close();
      idle.close();
      drained.get();
    }
  }

  /** It was accepted just before; its request may be on the way. */
  @Test
  void drain_connectionWithoutARequest_isAnsweredOnceMore() throws Exception {
    try (TestServer server = start(TestServer::echo, b -> b);
        RawClient idle = server.connect();
        RawClient fresh = server.connect()) {
      assertThat(idle.send(GET).read().status()).isEqualTo(200);
      await().until(() -> server.listener.connections() == 2);
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> Listener.drain(Duration.ofSeconds(20), server.listener));
      assertThat(idle.ended()).isTrue();

      RawClient.Answer answer = fresh.send(GET).read();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.fields()).containsEntry("connection", "close");
      fresh.close();
      drained.get();
    }
  }

  @Test
  void drain_connectionThatSendsNothing_endsBeforeTheTimeIsOver() throws Exception {
    try (TestServer server = start(TestServer::echo, b -> b);
        RawClient fresh = server.connect()) {
      await().until(() -> server.listener.connections() == 1);
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> Listener.drain(Duration.ofMinutes(5), server.listener));
      assertThat(fresh.ended()).isTrue();
      fresh.close();
      drained.get();
    }
  }

  @Test
  void observer_everyAnswer_isTold() {
    ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    AtomicInteger open = new AtomicInteger();
    try (TestServer server =
            start(
                TestServer::echo,
                b ->
                    b.observer(
                        (request, reply, bytes, nanos) -> {
                          String path = request == null ? "-" : request.path();
                          seen.add(path + " " + reply.status() + " " + (bytes > 0));
                          open.incrementAndGet();
                        }));
        RawClient client = server.connect()) {
      client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").read();
      client.send("HEAD /y HTTP/1.1\r\nHost: a\r\n\r\n").read(false);
      client.send("POST /z HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n").read();
      await().until(() -> seen.size() == 3);
      assertThat(seen).containsExactly("/x 200 true", "/y 200 false", "/z 413 true");
    }
  }
}
