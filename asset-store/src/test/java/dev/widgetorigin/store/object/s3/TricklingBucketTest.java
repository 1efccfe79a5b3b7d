package dev.widgetorigin.store.object.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.Source;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A bucket that sends a byte now and then is given up, in the head of an answer and behind it. */
class TricklingBucketTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** A part of the usual, lest the tests wait for that. */
  private static final BucketClients.Patience LITTLE =
      new BucketClients.Patience(
          Duration.ofMillis(600), BucketClients.Patience.USUAL.call(), Duration.ofSeconds(1));

  private static final String HEAD =
      String.join(
          "\r\n",
          "HTTP/1.1 206 Partial Content",
          "Content-Length: 100000",
          "Content-Range: bytes 0-99999/100000",
          "ETag: \"a\"",
          "",
          "");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What comes at once; then a byte each twentieth of a second. */
  private volatile String atOnce = HEAD;

  private ServerSocket server;
  private S3Objects store;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
    store =
        S3Objects.open(
            new BucketSettings(
                BucketUrl.parse("s3://bucket/store"),
                URI.create("http://127.0.0.1:" + server.getLocalPort()),
                CephGateway.REGION,
                true),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("ak", "sk")),
            LITTLE);
  }

  @AfterEach
  void stop() throws IOException {
    closed.countDown();
    store.close();
    server.close();
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        threads.execute(() -> trickle(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void trickle(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        OutputStream out = socket.getOutputStream()) {
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        // Every request is answered in the same way.
      }
      out.write(atOnce.getBytes(ISO_8859_1));
      while (!closed.await(50, TimeUnit.MILLISECONDS)) {
        out.write(' ');
        out.flush();
      }
    } catch (IOException | InterruptedException e) {
      // The client has had enough, as it should.
    }
  }

  /** The patience of this test is shorter. */
  @Test
  void usualPatience_twoAttempts_fitIntoTenSeconds() {
    BucketClients.Patience usual = BucketClients.Patience.USUAL;
    assertThat(usual.call()).isBetween(usual.attempt().multipliedBy(2), Duration.ofSeconds(10));
  }

  @Test
  void read_contentThatTrickles_isGivenUp() {
    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> store.read("log/1.json"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("of 100000 bytes of store/log/1.json in bucket bucket")
                .hasMessageContaining("too slow"));
  }

  @Test
  void call_headThatTrickles_isGivenUp() {
    atOnce = "HTTP/1.1 200 OK\r\nX-Long: ";
    assertTimeoutPreemptively(
        SOON, () -> assertThatThrownBy(() -> store.read("a")).isInstanceOf(IOException.class));
    assertTimeoutPreemptively(
        SOON, () -> assertThatThrownBy(() -> store.stat("a")).isInstanceOf(IOException.class));
  }

  @Test
  void list_pageThatTrickles_isGivenUp() {
    atOnce =
        "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 100000\r\n\r\n"
            + "<?xml version=\"1.0\"?><ListBucketResult>";
    assertTimeoutPreemptively(
        SOON,
        () ->
            assertThatThrownBy(() -> store.list("log/", "", entry -> {}))
                .isInstanceOf(IOException.class));
  }

  @Test
  void create_answerThatTrickles_isUnknownInTime() {
    atOnce = "HTTP/1.1 200 OK\r\nX-Long: ";
    assertTimeoutPreemptively(
        SOON,
        () -> assertThat(store.create("a", Source.of(new byte[1])).name()).isEqualTo("UNKNOWN"));
  }

  /** Waits before each byte. */
  private static final class SlowBytes extends InputStream {
    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return -1;
      }
      into[offset] = 'x';
      return 1;
    }
  }

  private static WholeStream whole(InputStream content, long length, Runnable abort) {
    return new WholeStream(
        new ResponseInputStream<>(
            GetObjectResponse.builder().build(), AbortableInputStream.create(content, abort::run)),
        length,
        Duration.ofMillis(100),
        "it",
        (offset, left) -> {
          throw new NoAnswerException("no rest");
        });
  }

  @Test
  void wholeStream_thatTrickles_abortsItsConnection() {
    AtomicBoolean aborted = new AtomicBoolean();
    try (WholeStream slow = whole(new SlowBytes(), 100_000, () -> aborted.set(true))) {
      assertTimeoutPreemptively(
          SOON,
          () ->
              assertThatThrownBy(slow::readAllBytes)
                  .hasMessageMatching(
                      "S3 sent \\d+ of 100000 bytes of it in \\d+ s, which is too slow.*"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    assertThat(aborted).isTrue();
  }

  @Test
  void wholeStream_whoseReaderIsSlow_isReadToItsEnd() throws Exception {
    byte[] content = new byte[40];
    try (WholeStream quick = whole(new ByteArrayInputStream(content), content.length, () -> {})) {
      for (int i = 0; i < content.length; i++) {
        assertThat(quick.read()).isZero();
        Thread.sleep(10);
      }
      assertThat(quick.read()).isEqualTo(-1);
    }
  }
}
