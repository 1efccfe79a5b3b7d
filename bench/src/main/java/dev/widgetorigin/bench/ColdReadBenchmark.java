package dev.widgetorigin.bench;

import dev.widgetorigin.store.blob.ContentCache;
import dev.widgetorigin.store.blob.ObjectBlobStore;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The first read of a blob since a start: where its digest lies is not known yet, so its folder is
 * listed. One blob, uploaded more than once, among others in the same folder; a store of a million
 * blobs has 4,000 in each.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ColdReadBenchmark {
  private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.UTF_8);

  @Param({"10", "4000"})
  public int neighbours;

  @Param({"1", "100"})
  public int uploads;

  private Path folder;
  private ObjectStore objects;
  private Digest digest;

  /** Writes the folder; it is in the page cache afterwards. */
  @Setup(Level.Trial)
  public void write() throws IOException {
    folder = Files.createTempDirectory("cold-read");
    objects = FolderObjects.open(folder, "tmp", false, (step, key) -> {});
    digest = Digest.sha256(BYTES);
    String same = digest.toString().substring(0, 2);
    for (int i = 0; i < neighbours; i++) {
      String other =
          same
              + Digest.sha256(Integer.toString(i).getBytes(StandardCharsets.UTF_8))
                  .toString()
                  .substring(2);
      put(Digest.parse(other), i);
    }
    for (int i = 0; i < uploads; i++) {
      put(digest, i);
    }
  }

  private void put(Digest of, int upload) throws IOException {
    Upload number = new Upload(upload, "%016x".formatted(upload));
    objects.ensure(StoreLayout.content(StoreLayout.BLOBS, of, number), Source.of(BYTES));
  }

  /** Leaves nothing behind. */
  @TearDown(Level.Trial)
  public void delete() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }

  /** From its digest to its bytes; a new store each time knows nothing. */
  @Benchmark
  public byte[] firstRead() {
    ObjectBlobStore cold =
        new ObjectBlobStore(
            objects,
            ContentCache.NONE,
            () -> {
              throw new IllegalStateException("nothing is written");
            });
    try {
      return cold.read(digest).bytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
