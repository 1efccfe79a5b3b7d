package dev.widgetorigin.origin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.file.Arrival;
import dev.widgetorigin.origin.web.file.FileWindows;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that is sent while it is being fetched. */
final class ArrivingFileTest {
  /** Not a multiple of a window or of a piece. */
  private static final int SIZE = 3 * FileWindows.WINDOW + 12_345;

  @TempDir Path folder;
  private final byte[] content = new byte[SIZE];
  private final Arrival arrival = new Arrival(SIZE);
  private final AtomicInteger closed = new AtomicInteger();
  private FileChannel channel;

  @BeforeEach
  void open() throws IOException {
    for (int i = 0; i < SIZE; i++) {
      content[i] = (byte) (i * 31 + i / 1000);
    }
    channel =
        FileChannel.open(
            folder.resolve("file"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  private void arrive(int from, int to) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(content, from, to - from);
      for (long at = from; bytes.hasRemaining(); ) {
        at += channel.write(bytes, at);
      }
      arrival.has(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Handler handler() {
    return (request, responder) ->
        responder.send(
            new Reply(
                200,
                HeaderBlock.builder().add("Content-Length", Integer.toString(SIZE)).build(),
                new Body.File(
                    new OpenFile(channel, new FileWindows(SIZE), this::close, arrival), 0, SIZE)));
  }

  private void close() {
    closed.incrementAndGet();
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void piecesThatArriveOneByOne_areAllSent(Protocol protocol) throws Exception {
    try (ProtocolServer server = ProtocolServer.start(protocol, handler(), folder)) {
      ProtocolClient client = server.client();
      CompletableFuture<ProtocolClient.Received> received =
          CompletableFuture.supplyAsync(() -> client.send("GET", "/"));
      for (int at = 0; at < SIZE; at += 100_000) {
        arrive(at, Math.min(SIZE, at + 100_000));
      }
      assertThat(received).as("the last octet is kept back").isNotDone();
      arrival.whole();

      assertThat(received.get(60, TimeUnit.SECONDS).content()).isEqualTo(content);
    }
  }

  @Test
  void whatIsThere_isSentBeforeTheRest() throws Exception {
    try (ProtocolServer server = ProtocolServer.start(Protocol.HTTP1, handler(), folder);
        Socket socket = get(server)) {
      arrive(0, 2 * FileWindows.WINDOW);

      InputStream in = socket.getInputStream();
      byte[] begin = afterTheHead(in, 2 * FileWindows.WINDOW);
      assertThat(begin).isEqualTo(Arrays.copyOf(content, begin.length));
      arrive(begin.length, SIZE);
      arrival.whole();

      assertThat(in.readNBytes(SIZE - begin.length))
          .isEqualTo(Arrays.copyOfRange(content, begin.length, SIZE));
    }
  }

  @Test
  void fileThatTurnsOutWrong_isNeverWhole() throws Exception {
    try (ProtocolServer server = ProtocolServer.start(Protocol.HTTP1, handler(), folder);
        Socket socket = get(server)) {
      arrive(0, SIZE);
      arrival.failed("its bytes are not those of its name");

      InputStream in = socket.getInputStream();
      byte[] begin = afterTheHead(in, FileWindows.WINDOW);
      assertThat(begin.length + restOf(in)).isLessThan(SIZE);
    }
    assertThat(closed).hasValue(1);
  }

  /** A connection that is broken off may end with a reset. */
  private static int restOf(InputStream in) {
    int count = 0;
    try {
      while (in.read() >= 0) {
        count++;
      }
    } catch (IOException e) {
      return count;
    }
    return count;
  }

  private static Socket get(ProtocolServer server) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(30_000);
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static byte[] afterTheHead(InputStream in, int length) throws IOException {
    int matched = 0;
    byte[] end = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    while (matched < end.length) {
      int next = in.read();
      assertThat(next).isNotNegative();
      matched = next == end[matched] ? matched + 1 : next == end[0] ? 1 : 0;
    }
    return in.readNBytes(length);
  }

  @Test
  void await_failsWhereNothingMoreComes() throws IOException {
    Arrival some = new Arrival(10);
    some.has(4);
    some.await(4);
    some.failed("gone");
    some.await(4);
    assertThatThrownBy(() -> some.await(5))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gone");

    Arrival all = new Arrival(10);
    all.has(10);
    all.whole();
    all.failed("too late to matter");
    all.await(10);
  }
}
