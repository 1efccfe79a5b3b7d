package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.ingest.bundle.EntryFile;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.compress.CompressionPlan.Task;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.manifest.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Makes the encoded variants of bundles: Brotli 11, zstd 19 and gzip 9 of every file that is not
 * sent as it is, each kept only if it saves at least 5 % and 64 bytes; and behind them deltas from
 * earlier files ({@link DeltaPass}).
 *
 * <p>All bundles share one {@link FairPool}, in turn, so that a small one does not wait until a
 * large one is done. Within a bundle what is loaded most goes first, and of that the largest, so
 * that no long one is left for the end; equal files are encoded once. Where the best would take too
 * long, {@link CompressionPlan} says what is worked on more lightly, and what is not done in time
 * is done quickly. Thread-safe.
 */
public final class Compressor implements AutoCloseable {
  /** Who can decode zstd can decode Brotli. */
  private static final List<Encoding> QUICKLY = List.of(Encoding.BR, Encoding.GZIP);

  private final int threads;
  private final LongSupplier nanos;
  private final FairPool pool;
  private volatile boolean closed;

  /** At most {@code threads} threads work for one bundle. */
  public Compressor(int threads) {
    this(threads, System::nanoTime);
  }

  Compressor(int threads, LongSupplier nanos) {
    this.threads = threads;
    this.nanos = nanos;
    pool = new FairPool(threads, "precompress");
  }

  public static Compressor onAllCores() {
    return new Compressor(Runtime.getRuntime().availableProcessors());
  }

  private record Result(Task task, Effort effort, Optional<VariantMaker.Made> made) {}

  /** What the tasks of one bundle share. */
  private final class Run {
    private final PoolRun pooled = new PoolRun(pool, () -> closed);
    private final CompressionRun pace;

    Run(List<Task> tasks) {
      pace = new CompressionRun(tasks, threads, nanos);
    }

    Result run(Task task) throws IOException {
      double begun = pace.elapsed();
      Effort effort = pace.begin(task, begun);
      if (effort != Effort.QUICK) {
        try {
          Result result = make(task, effort, () -> pooled.isCancelled() || pace.isLate());
          pace.done(task, effort, pace.elapsed() - begun);
          return result;
        } catch (CancellationException e) {
          if (pooled.isCancelled()) {
            throw e;
          }
        }
      }
      return make(task, Effort.QUICK, pooled::isCancelled);
    }

    private Result make(Task task, Effort effort, BooleanSupplier stop) throws IOException {
      return new Result(
          task, effort, VariantMaker.make(task.file(), task.encoding(), effort, stop));
    }
  }

  /**
   * Blocks until all variants are made, and those deltas that there is time for. Throws
   * CompressorClosedException once this is closed. When it throws, none of the bundle's files is in
   * use any more, so the bundle can be closed.
   *
   * @param events is told of variants, not of deltas
   */
  public CompressedBundle compress(
      UnpackedBundle bundle, Dictionaries dictionaries, CompressionEvents events)
      throws IOException, InterruptedException {
    List<Task> tasks = tasks(bundle, Encoding.PLAIN);
    Run run = new Run(tasks);
    DeltaPass deltas = new DeltaPass(bundle, dictionaries, run.pooled, nanos);
    AtomicInteger left = new AtomicInteger(tasks.size());
    List<Callable<Optional<Result>>> calls = new ArrayList<>();
    for (Task task : tasks) {
      calls.add(
          () -> {
            Result result = run.run(task);
            if (left.decrementAndGet() == 0) {
              deltas.othersAreMade(run.pace.elapsed(), run.pace.slowness());
            }
            return Optional.of(result);
          });
    }
    for (Callable<Void> call : deltas.calls()) {
      calls.add(
          () -> {
            call.call();
            return Optional.empty();
          });
    }
    List<Result> results = new ArrayList<>(tasks.size());
    run.pooled.all(
        calls,
        made ->
            made.ifPresent(
                result -> {
                  results.add(result);
                  events.progress(results.size(), tasks.size(), result.task.file().path());
                }));
    return deltas.addTo(assemble(bundle, results));
  }

  /**
   * Makes only what nearly every browser can decode, Brotli 5 and gzip 6, in a fraction of a second
   * for each ten megabytes of script, and no deltas: for a version that is to be served at once and
   * gets its best variants later. Names no file as lightened, for none will stay so. Throws as the
   * other does.
   */
  public CompressedBundle compressQuickly(UnpackedBundle bundle)
      throws IOException, InterruptedException {
    PoolRun pooled = new PoolRun(pool, () -> closed);
    List<Callable<Result>> calls = new ArrayList<>();
    for (Task task : tasks(bundle, QUICKLY)) {
      calls.add(
          () ->
              new Result(
                  task,
                  Effort.QUICK,
                  VariantMaker.make(
                      task.file(), task.encoding(), Effort.QUICK, pooled::isCancelled)));
    }
    CompressedBundle made = assemble(bundle, pooled.all(calls, result -> {}));
    return new CompressedBundle(made.files(), made.blobs(), List.of());
  }

  private static List<Task> tasks(UnpackedBundle bundle, List<Encoding> encodings) {
    Set<String> named = EntryFile.named(bundle);
    Set<Digest> seen = new HashSet<>();
    List<Task> tasks = new ArrayList<>();
    for (UnpackedFile file : bundle.files()) {
      if (VariantMaker.isCompressible(file.path(), file.size()) && seen.add(file.digest())) {
        for (Encoding encoding : encodings) {
          if (Codec.isAvailable(encoding)) {
            tasks.add(new Task(file, encoding, named.contains(file.path())));
          }
        }
      }
    }
    // Stable: of one file, Brotli, which takes longest, stays first.
    tasks.sort(Task.BY_VALUE);
    return tasks;
  }

  private static CompressedBundle assemble(UnpackedBundle bundle, List<Result> results) {
    Map<Digest, List<VariantMaker.Made>> made = new HashMap<>();
    Set<Digest> light = new HashSet<>();
    for (Result result : results) {
      Digest digest = result.task.file().digest();
      result.made.ifPresent(m -> made.computeIfAbsent(digest, d -> new ArrayList<>()).add(m));
      if (result.effort.isLighter(result.task.encoding())) {
        light.add(digest);
      }
    }
    List<String> lightened = new ArrayList<>();
    Map<String, AssetEntry> files = new LinkedHashMap<>();
    Map<Digest, StagedBlob> blobs = new LinkedHashMap<>();
    for (UnpackedFile file : bundle.files()) {
      // The same bytes may be there under a name that is sent as it is.
      boolean compressible = VariantMaker.isCompressible(file.path(), file.size());
      if (compressible && light.contains(file.digest())) {
        lightened.add(file.path());
      }
      List<VariantMaker.Made> variants =
          compressible ? made.getOrDefault(file.digest(), List.of()) : List.of();
      blobs.putIfAbsent(file.digest(), new StagedBlob(file.digest(), file.file()));
      variants.forEach(m -> blobs.putIfAbsent(m.blob().digest(), m.blob()));
      files.put(file.path(), entry(file, variants));
    }
    return new CompressedBundle(
        Collections.unmodifiableMap(files), List.copyOf(blobs.values()), lightened);
  }

  private static AssetEntry entry(UnpackedFile file, List<VariantMaker.Made> variants) {
    List<Variant> smallestFirst =
        variants.stream()
            .map(VariantMaker.Made::variant)
            .sorted(Comparator.comparingLong(Variant::size).thenComparing(Variant::encoding))
            .toList();
    return new AssetEntry(
        file.path(), file.size(), file.digest(), file.sha384(), file.sha512(), smallestFirst);
  }

  /** Ends what runs, at its next block: those who wait get a CompressorClosedException. */
  @Override
  public void close() {
    closed = true;
    pool.close();
  }
}
