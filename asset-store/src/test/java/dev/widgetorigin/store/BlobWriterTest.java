package dev.widgetorigin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlobWriterTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32, 33, 500})
  void putAll_anyNumber_eachOnce(int count) throws IOException {
    Set<Digest> put = ConcurrentHashMap.newKeySet();
    BlobWriter.putAll(
        store(
            digest -> {
              assertThat(put.add(digest)).isTrue();
              return true;
            }),
        staged(count));
    assertThat(put).hasSize(count);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 500})
  void putAll_oneFails_thatFailureAndNothingRuns(int count) {
    Set<Digest> running = ConcurrentHashMap.newKeySet();
    Digest bad = staged(count).get(3).digest();
    BlobStore store =
        store(
            digest -> {
              running.add(digest);
              try {
                if (digest.equals(bad)) {
                  throw new UncheckedIOException(new IOException("disk full"));
                }
                return true;
              } finally {
                running.remove(digest);
              }
            });
    assertThatThrownBy(() -> BlobWriter.putAll(store, staged(count)))
        .hasMessageContaining("disk full");
    assertThat(running).isEmpty();
  }

  @Test
  void putAll_error_isNotSwallowed() {
    BlobStore store =
        store(
            digest -> {
              throw new StackOverflowError("deep");
            });
    assertThatThrownBy(() -> BlobWriter.putAll(store, staged(100)))
        .isInstanceOf(StackOverflowError.class);
  }

  private static List<StagedBlob> staged(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new StagedBlob(
                    Digest.sha256(Integer.toString(i).getBytes(StandardCharsets.UTF_8)),
                    Path.of(Integer.toString(i))))
        .toList();
  }

  /** What a put does; the rest of a store is not asked. */
  private interface Put {
    boolean put(Digest digest);
  }

  private static BlobStore store(Put put) {
    return new BlobStore() {
      @Override
      public boolean put(Digest digest, Path file) {
        return put.put(digest);
      }

      @Override
      public boolean has(Digest digest) {
        throw new UnsupportedOperationException();
      }

      @Override
      public FileChannel open(Digest digest) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void replace(Digest digest, Path file) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void list(Consumer<Digest> each) {
        throw new UnsupportedOperationException();
      }

      @Override
      public boolean delete(Digest digest) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
