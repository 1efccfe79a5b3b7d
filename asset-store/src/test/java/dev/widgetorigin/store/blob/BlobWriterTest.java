package dev.widgetorigin.store.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlobWriterTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 33, 500})
  void putAll_anyNumber_eachOnce(int count) throws IOException {
    Set<Digest> put = ConcurrentHashMap.newKeySet();
    BlobWriter.putAll(digests(count), digest -> assertThat(put.add(digest)).isTrue());
    assertThat(put).hasSize(count);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 500})
  void putAll_oneFails_thatFailureAndNothingRuns(int count) {
    Set<Digest> running = ConcurrentHashMap.newKeySet();
    Digest bad = digests(count).get(3);
    BlobWriter.Write write =
        digest -> {
          running.add(digest);
          try {
            if (digest.equals(bad)) {
              throw new IOException("disk full");
            }
          } finally {
            running.remove(digest);
          }
        };
    assertThatThrownBy(() -> BlobWriter.putAll(digests(count), write))
        .hasMessageContaining("disk full");
    assertThat(running).isEmpty();
  }

  @Test
  void putAll_error_isNotSwallowed() {
    BlobWriter.Write write =
        digest -> {
          throw new StackOverflowError("deep");
        };
    assertThatThrownBy(() -> BlobWriter.putAll(digests(100), write))
        .isInstanceOf(StackOverflowError.class);
  }

  private static List<Digest> digests(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Digest.sha256(Integer.toString(i).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }
}
