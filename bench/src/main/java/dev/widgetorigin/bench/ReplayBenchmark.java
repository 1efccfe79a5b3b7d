package dev.widgetorigin.bench;

import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.catalog.Fold;
import dev.widgetorigin.store.catalog.ShardedSnapshot;
import dev.widgetorigin.store.codec.CheckpointCodec;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.log.HistorySegment;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * What a start reads: a thousand batches of the log, decoded and folded, and a checkpoint of a
 * whole store.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplayBenchmark {
  private static final int BATCHES = 1000;

  /** Versions in the checkpoint. */
  @Param({"10", "100000"})
  public int versions;

  private Path folder;
  private ObjectStore objects;
  private HistorySegment segment;
  private List<ChangeBatch> batches;
  private byte[] checkpoint;

  /** Writes one segment; what is read back is in the page cache. */
  @Setup(Level.Trial)
  public void write() throws IOException {
    SyntheticStore synthetic = new SyntheticStore(16, 512);
    folder = Files.createTempDirectory("replay");
    objects = FolderObjects.open(folder, "tmp", false, (step, key) -> {});
    batches = synthetic.batches(BATCHES, 50);
    segment = new HistorySegment(StoreLayout.segment(1, BATCHES), 1, BATCHES);
    objects.ensure(segment.key(), Source.of(HistorySegment.encode(batches)));
    checkpoint = CheckpointCodec.encode(synthetic.snapshot(versions, 50));
  }

  /** Leaves nothing behind. */
  @TearDown(Level.Trial)
  public void delete() throws IOException {
    objects.delete(segment.key());
    for (String name : List.of("history", "tmp", "")) {
      Files.delete(folder.resolve(name));
    }
  }

  /** 1,000 batches: from the file to a snapshot. */
  @Benchmark
  public Object replaySegment() throws IOException {
    ShardedSnapshot snapshot = ShardedSnapshot.EMPTY;
    for (ChangeBatch batch : segment.read(objects)) {
      snapshot = Fold.apply(snapshot, batch);
    }
    return snapshot;
  }

  /** The same without reading: what the fold itself takes. */
  @Benchmark
  public Object foldSegment() {
    ShardedSnapshot snapshot = ShardedSnapshot.EMPTY;
    for (ChangeBatch batch : batches) {
      snapshot = Fold.apply(snapshot, batch);
    }
    return snapshot;
  }

  @Benchmark
  public Object readCheckpoint() throws IOException {
    return CheckpointCodec.decode(checkpoint, versions);
  }
}
