package dev.widgetorigin.store.object.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

final class WholeStreamTest {
  private static WholeStream of(InputStream in, long length) {
    return new WholeStream(
        new ResponseInputStream<>(
            GetObjectResponse.builder().build(), AbortableInputStream.create(in)),
        length,
        Duration.ofSeconds(10),
        left -> new IOException("S3 sent " + (length - left) + " of " + length + " bytes"));
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

  @Test
  void read_lessThanPromised_fails() throws IOException {
    try (InputStream in = of(new ByteArrayInputStream(new byte[] {1, 2, 3}), 4)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessage("S3 sent 3 of 4 bytes");
    }
  }

  /** As where the call's time is up, or a checksum is wrong: the client's exceptions are no I/O. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void read_theClientThrows_failsAsAnyRead(boolean skip) throws IOException {
    SdkException thrown =
        skip ? AbortedException.create("too late") : SdkClientException.create("wrong checksum");
    InputStream broken =
        new InputStream() {
          @Override
          public int read() {
            throw thrown;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            throw thrown;
          }

          @Override
          public long skip(long count) {
            throw thrown;
          }
        };
    try (InputStream in = of(broken, 4)) {
      assertThatThrownBy(() -> skipOrRead(in, skip))
          .isInstanceOf(IOException.class)
          .hasMessage("S3 sent 0 of 4 bytes")
          .hasCause(thrown);
    }
  }

  private static void skipOrRead(InputStream in, boolean skip) throws IOException {
    if (skip) {
      in.skipNBytes(2);
    } else {
      assertThat(in.read()).isNegative();
    }
  }
}
