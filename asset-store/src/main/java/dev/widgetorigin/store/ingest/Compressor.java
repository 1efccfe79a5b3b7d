package dev.widgetorigin.store.ingest;

import dev.widgetorigin.store.AssetEntry;
import dev.widgetorigin.store.Digest;
import dev.widgetorigin.store.Encoding;
import dev.widgetorigin.store.StagedBlob;
import dev.widgetorigin.store.Variant;
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
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the encoded variants of bundles: Brotli 11, zstd 19 and gzip 9 of every file that is not
 * compressed by itself, each kept only if it saves at least 5 % and 64 bytes.
 *
 * <p>All bundles share one pool of a fixed number of daemon threads. Within a bundle the largest
 * file goes first, so that no long one is left for the end; equal files are encoded once. Files
 * above 4 MiB get Brotli 9, because 11 takes about 1.5 s per MiB. Thread-safe.
 */
public final class Compressor implements AutoCloseable {
  private final ExecutorService pool;
  private volatile boolean closed;

  public Compressor(int threads) {
    AtomicInteger number = new AtomicInteger();
    pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "precompress-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  public static Compressor onAllCores() {
    return new Compressor(Runtime.getRuntime().availableProcessors());
  }

  /** One encoding to make. */
  private record Task(UnpackedFile file, Encoding encoding) {}

  private record Result(Task task, Optional<VariantMaker.Made> made) {}

  /**
   * Blocks until all variants are made. When it throws, none of the bundle's files is in use any
   * more, so the bundle can be closed.
   */
  public CompressedBundle compress(UnpackedBundle bundle, ProgressListener listener)
      throws IOException, InterruptedException {
    List<Task> tasks = tasks(bundle);
    AtomicBoolean cancelled = new AtomicBoolean();
    CompletionService<Result> running = new ExecutorCompletionService<>(pool);
    Map<Digest, List<VariantMaker.Made>> made = new HashMap<>();
    int submitted = 0;
    int done = 0;
    try {
      for (Task task : tasks) {
        running.submit(() -> run(task, cancelled));
        submitted++;
      }
      while (done < submitted) {
        Result result = running.take().get();
        done++;
        result.made.ifPresent(
            m -> made.computeIfAbsent(result.task.file.digest(), d -> new ArrayList<>()).add(m));
        listener.progress(done, tasks.size(), result.task.file.path());
      }
    } catch (ExecutionException e) {
      done++;
      throw e.getCause() instanceof IOException io
          ? io
          : new IOException("precompression failed", e.getCause());
    } catch (RejectedExecutionException e) {
      throw new IOException("the compressor is closed", e);
    } finally {
      cancelled.set(true);
      drain(running, submitted - done);
    }
    return assemble(bundle, made);
  }

  private Result run(Task task, AtomicBoolean cancelled) throws IOException {
    return new Result(
        task, VariantMaker.make(task.file, task.encoding, () -> closed || cancelled.get()));
  }

  private static List<Task> tasks(UnpackedBundle bundle) {
    Set<Digest> seen = new HashSet<>();
    List<Task> tasks = new ArrayList<>();
    for (UnpackedFile file : bundle.files()) {
      if (VariantMaker.isCompressible(file.path(), file.size()) && seen.add(file.digest())) {
        for (Encoding encoding : Encoding.values()) {
          if (Codec.isAvailable(encoding)) {
            tasks.add(new Task(file, encoding));
          }
        }
      }
    }
    // Stable: of one file, Brotli, which takes longest, stays first.
    tasks.sort(Comparator.comparingLong((Task task) -> task.file.size()).reversed());
    return tasks;
  }

  /** Waits for what still runs; cancelled tasks end at their next buffer. */
  private static void drain(CompletionService<Result> running, int left) {
    boolean interrupted = false;
    int open = left;
    while (open > 0) {
      try {
        open -= running.take().isDone() ? 1 : 0;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static CompressedBundle assemble(
      UnpackedBundle bundle, Map<Digest, List<VariantMaker.Made>> made) {
    Map<String, AssetEntry> files = new LinkedHashMap<>();
    Map<Digest, StagedBlob> blobs = new LinkedHashMap<>();
    for (UnpackedFile file : bundle.files()) {
      // The same bytes may be there under a name that is sent as it is.
      List<VariantMaker.Made> variants =
          VariantMaker.isCompressible(file.path(), file.size())
              ? made.getOrDefault(file.digest(), List.of())
              : List.of();
      blobs.putIfAbsent(file.digest(), new StagedBlob(file.digest(), file.file()));
      variants.forEach(m -> blobs.putIfAbsent(m.blob().digest(), m.blob()));
      List<Variant> smallestFirst =
          variants.stream()
              .map(VariantMaker.Made::variant)
              .sorted(Comparator.comparingLong(Variant::size).thenComparing(Variant::encoding))
              .toList();
      files.put(
          file.path(),
          new AssetEntry(
              file.path(),
              file.size(),
              file.digest(),
              file.sha384(),
              file.sha512(),
              smallestFirst));
    }
    return new CompressedBundle(Collections.unmodifiableMap(files), List.copyOf(blobs.values()));
  }

  /** Ends what runs: those who wait for it get an IOException. */
  @Override
  public void close() {
    closed = true;
    pool.shutdown();
  }
}
