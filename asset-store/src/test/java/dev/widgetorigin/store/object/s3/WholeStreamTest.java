package dev.widgetorigin.store.object.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.object.NoAnswerException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

final class WholeStreamTest {
  private static final String OBJECT = "store/a in bucket b";

  /** Nobody has the rest. */
  private static WholeStream of(InputStream in, long length) {
    return of(
        in,
        length,
        (offset, left) -> {
          throw new NoAnswerException("no rest");
        });
  }

  private static WholeStream of(InputStream in, long length, WholeStream.Rest rest) {
    return new WholeStream(answer(in, length), length, Duration.ofSeconds(10), OBJECT, rest);
  }

  private static ResponseInputStream<GetObjectResponse> answer(InputStream in, long length) {
    return new ResponseInputStream<>(
        GetObjectResponse.builder().contentLength(length).build(), AbortableInputStream.create(in));
  }

  /** So many of these bytes, and then what breaks it off. */
  private static InputStream breaking(byte[] content, int from, int count, Exception why) {
    ByteArrayInputStream some = new ByteArrayInputStream(content, from, count);
    return new InputStream() {
      @Override
      public int read() throws IOException {
        int next = some.read();
        return next < 0 ? fail() : next;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int read = some.read(into, offset, length);
        return read < 0 ? fail() : read;
      }

      private int fail() throws IOException {
        if (why instanceof SdkException e) {
          throw e;
        } else if (why instanceof IOException e) {
          throw e;
        }
        return -1;
      }
    };
  }

  @Test
  void read_allOfIt_endsThere() throws IOException {
    try (InputStream in = of(new ByteArrayInputStream(new byte[] {1, 2, 3}), 3)) {
      assertThat(in.readAllBytes()).containsExactly(1, 2, 3);
    }
  }

  /** The last step of readNBytes asks for no bytes, which some streams answer with their end. */
  @Test
  void read_noBytesAtTheEnd_isNoEarlyEnd() throws IOException {
    try (InputStream in = of(new ByteArrayInputStream(new byte[] {1, 2, 3}), 3)) {
      assertThat(in.readNBytes(3)).containsExactly(1, 2, 3);
    }
  }

  static List<Exception> breaks() {
    return Arrays.asList(
        null,
        new SocketException("Connection reset"),
        new SocketTimeoutException("Read timed out"),
        AbortedException.create("too late"),
        SdkClientException.create("wrong checksum"));
  }

  /** The first answer breaks off, then the rest of it; the rest of that comes. */
  @ParameterizedTest
  @MethodSource("breaks")
  void read_breaksOff_goesOnWhereItWas(Exception why) throws IOException {
    byte[] content = new byte[100];
    new Random(1).nextBytes(content);
    List<Long> asked = new ArrayList<>();
    WholeStream.Rest rest =
        (offset, left) -> {
          asked.add(offset);
          int from = (int) offset;
          return answer(
              asked.size() < WholeStream.BREAKS
                  ? breaking(content, from, 20, why)
                  : new ByteArrayInputStream(content, from, (int) left),
              left);
        };

    try (InputStream in = of(breaking(content, 0, 30, why), content.length, rest)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }

    assertThat(asked).containsExactly(30L, 50L);
  }

  /** What comes further before it breaks off again is worth another attempt. */
  @Test
  void read_breaksOffOftenAndComesFurther_endsSomeTime() throws IOException {
    byte[] content = new byte[5 << 20];
    new Random(1).nextBytes(content);
    int piece = 300 << 10;
    WholeStream.Rest rest =
        (offset, left) ->
            answer(
                breaking(content, (int) offset, (int) Math.min(left, piece), new EOFException()),
                left);

    try (InputStream in = of(breaking(content, 0, piece, null), content.length, rest)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void read_breaksOffAgainAndAgain_saysOfWhatAndWhy(Exception why) throws IOException {
    byte[] content = new byte[100];
    WholeStream.Rest rest = (offset, left) -> answer(breaking(content, (int) offset, 1, why), left);

    try (InputStream in = of(breaking(content, 0, 3, why), content.length, rest)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(NoAnswerException.class)
          .hasMessage(
              "S3 sent 5 of 100 bytes of store/a in bucket b"
                  + (why == null ? "" : ": " + BucketFailures.words(why)))
          .hasCause(why);
    }
  }

  /** As of a server that knows no ranges, and sends all of it once more. */
  @Test
  void read_restIsNotTheRest_isNotTakenForIt() throws IOException {
    byte[] content = new byte[100];
    WholeStream.Rest rest = (offset, left) -> answer(new ByteArrayInputStream(content), 100);

    try (InputStream in = of(breaking(content, 0, 3, null), content.length, rest)) {
      assertThatThrownBy(in::readAllBytes).hasMessage("S3 sent 3 of 100 bytes of " + OBJECT);
    }
  }

  @Test
  void skip_breaksOff_failsAsAnyRead() throws IOException {
    InputStream broken = breaking(new byte[4], 0, 1, AbortedException.create("too late"));
    try (InputStream in = of(broken, 4)) {
      assertThatThrownBy(() -> in.skipNBytes(2)).hasMessage("no rest");
    }
  }

  /** Whoever is stopped asks for nothing more. */
  @Test
  void read_interrupted_failsAtOnce() throws IOException {
    Thread.currentThread().interrupt();
    try (InputStream in = of(breaking(new byte[4], 0, 1, null), 4)) {
      assertThatThrownBy(in::readAllBytes).hasMessageContaining(" of 4 bytes of " + OBJECT);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
