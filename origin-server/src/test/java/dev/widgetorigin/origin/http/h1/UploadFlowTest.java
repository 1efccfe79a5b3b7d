package dev.widgetorigin.origin.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.http.upload.UploadPolicy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that sends faster than the disk writes is slowed down by its socket. */
class UploadFlowTest {
  private static final int PIECE = 64 * 1024;
  private static final int PIECES = 160;
  private static final int MOST_IN_MEMORY = 2 << 20;

  private final Queue<Runnable> disk = new ArrayDeque<>();
  private Http1Wire wire;

  @TempDir Path folder;

  @AfterEach
  void close() {
    wire.close();
    writeAll();
  }

  private void writeAll() {
    for (Runnable task = disk.poll(); task != null; task = disk.poll()) {
      task.run();
    }
  }

  /** Sends as many pieces as the connection takes before it stops reading. */
  private int send(String piece, int most) {
    int sent = 0;
    while (sent < most && wire.reading()) {
      wire.write(piece);
      sent++;
    }
    return sent;
  }

  private void upload(String head, String piece, String end) {
    wire = new Http1Wire(UploadPolicy.spool(folder, Integer.MAX_VALUE), disk::add);
    wire.write("POST / HTTP/1.1\r\nHost: a\r\n" + head + "\r\n\r\n");
    int left = PIECES;
    while (left > 0) {
      int sent = send(piece, left);
      assertThat(sent).as("pieces taken at once").isPositive();
      assertThat((long) sent * PIECE)
          .as("what is in memory while the disk does nothing")
          .isLessThan(MOST_IN_MEMORY);
      left -= sent;
      writeAll();
      wire.turn();
    }
    wire.write(end);
    writeAll();
    wire.turn();
    assertThat(wire.outcome().requests()).containsExactly("POST / null a " + (long) PIECES * PIECE);
    assertThat(wire.reading()).as("the next request").isTrue();
  }

  @Test
  void content_diskIsSlow_waitsInTheSocket() {
    upload("Content-Length: " + PIECES * PIECE, "x".repeat(PIECE), "");
  }

  @Test
  void chunkedContent_diskIsSlow_waitsInTheSocket() {
    upload(
        "Transfer-Encoding: chunked",
        Integer.toHexString(PIECE) + "\r\n" + "x".repeat(PIECE) + "\r\n",
        "0\r\n\r\n");
  }
}
