package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.delivery.Configs;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A peer that misbehaves costs the request that hoped for it a moment, and nobody else anything.
 */
final class SickPeersTest {
  /** What is sent in answer to a request, once its head has been read. */
  private enum Ill {
    SILENT,
    TRICKLES,
    TOO_LONG,
    TOO_LONG_IN_CHUNKS,
    TOO_SHORT,
    OTHER_BYTES,
    RESETS,
    FAILS
  }

  @TempDir Path folder;
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private ServerSocket peer;
  private DeliveryWorld world;

  @AfterEach
  void close() throws IOException {
    over.countDown();
    if (peer != null) {
      peer.close();
    }
    for (Socket socket : sockets) {
      socket.close();
    }
    if (world != null) {
      world.close();
    }
  }

  private void open(Ill ill) throws IOException {
    peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread accepting =
        new Thread(
            () -> {
              while (!peer.isClosed()) {
                try {
                  Socket socket = peer.accept();
                  sockets.add(socket);
                  Thread each = new Thread(() -> answer(ill, socket), "sick peer");
                  each.setDaemon(true);
                  each.start();
                } catch (IOException e) {
                  return;
                }
              }
            });
    accepting.setDaemon(true);
    accepting.start();
    world =
        new DeliveryWorld(
            folder.resolve("store"), Configs.withPeers("http://127.0.0.1:" + peer.getLocalPort()));
    world.publishSample("1.0.0").publishSample("1.1.0");
  }

  private void answer(Ill ill, Socket socket) {
    try (socket) {
      byte[] head = new byte[8192];
      if (socket.getInputStream().read(head) < 0) {
        return;
      }
      OutputStream out = socket.getOutputStream();
      int right = DeliveryWorld.script("1.1.0").length();
      switch (ill) {
        case SILENT -> over.await();
        case TRICKLES -> {
          say(out, "HTTP/1.1 200 OK\r\nContent-Length: " + right + "\r\n\r\nx");
          over.await();
        }
        case TOO_LONG ->
            say(out, "HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n" + "x".repeat(999_999));
        case TOO_LONG_IN_CHUNKS -> {
          say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          while (over.getCount() > 0) {
            say(out, "1000\r\n" + "x".repeat(4096) + "\r\n");
          }
        }
        case TOO_SHORT -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
        case OTHER_BYTES ->
            say(
                out,
                "HTTP/1.1 200 OK\r\nContent-Length: " + right + "\r\n\r\n" + "x".repeat(right));
        case RESETS -> {
          socket.setSoLinger(true, 0);
          say(out, "HTTP/1.1 200 OK\r\nContent-Length: " + right + "\r\n\r\nx");
        }
        case FAILS -> say(out, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
      }
    } catch (IOException | InterruptedException e) {
      // It has been given up, as it should be.
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private CompletableFuture<Reply> ask(String target) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    world.handler.handle(FakeRequest.of(Method.GET, target), reply::complete);
    return reply;
  }

  @ParameterizedTest
  @EnumSource(Ill.class)
  void lostFile_isAnsweredAsIfThereWereNoPeer(Ill ill) throws Exception {
    open(ill);
    Path blob = world.blob(world.entry("1.1.0", "widget.js").digest());
    Files.delete(blob);

    assertThat(world.get("/w/v1.1.0/widget.js").status()).isEqualTo(503);
    assertThat(world.get("/w/v1/widget.js").header("X-Resolved-Version")).isEqualTo("1.0.0");
    assertThat(blob).doesNotExist();
  }

  @Test
  void manyLostFiles_andAPeerThatNeverAnswers_holdNoOtherReadUp() throws Exception {
    open(Ill.SILENT);
    List<String> lost =
        List.of("widget.js", "widget.css", "widget.js.map", "index.html", "icon.svg", "logo.png");
    for (String file : lost) {
      Files.delete(world.blob(world.entry("1.1.0", file).digest()));
    }
    List<CompletableFuture<Reply>> waiting =
        lost.stream().map(file -> ask("/w/v1.1.0/" + file)).toList();

    assertThat(world.get("/w/v1.1.0/dist/widget.min.js").status()).isEqualTo(200);
    for (CompletableFuture<Reply> each : waiting) {
      assertThat(each.get(60, TimeUnit.SECONDS).status()).isEqualTo(503);
    }
  }

  @Test
  void peer_thatFailedThrice_restsAndIsThenAskedOnce() {
    AtomicLong nanos = new AtomicLong();
    PeerOrigin sick = new PeerOrigin("http://peer.example", nanos::get);
    for (int i = 0; i < PeerOrigin.FAILURES; i++) {
      assertThat(sick.mayBeAsked()).isTrue();
      sick.failed();
    }
    assertThat(sick.mayBeAsked()).isFalse();

    nanos.addAndGet(PeerOrigin.REST.toNanos());
    assertThat(sick.mayBeAsked()).as("one to see").isTrue();
    assertThat(sick.mayBeAsked()).as("others wait for what it finds").isFalse();
    sick.answered();
    assertThat(sick.mayBeAsked()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, false",
    "3000, 0, false",
    "3001, 0, true",
    "4000, 262144, true",
    "4000, 262145, false",
    "13000, 2621441, false",
    "13000, 1000000, true"
  })
  void download_isTooSlow_belowTheLeastRate(long millis, int bytes, boolean expected)
      throws IOException {
    AtomicLong nanos = new AtomicLong();
    try (FileChannel file =
        FileChannel.open(
            Files.createTempFile(folder, "x", null), java.nio.file.StandardOpenOption.WRITE)) {
      PeerDownload download = new PeerDownload(file, Integer.MAX_VALUE, nanos::get);
      download.onSubscribe(
          new java.util.concurrent.Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
          });
      download.onNext(List.of(ByteBuffer.allocate(bytes)));
      nanos.addAndGet(Duration.ofMillis(millis).toNanos());
      assertThat(download.tooSlow()).isEqualTo(expected);
    }
  }
}
