package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.DeltaRules;
import dev.widgetorigin.store.ingest.bundle.EntryFile;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.compress.Dictionaries.Dictionary;
import dev.widgetorigin.store.ingest.compress.VariantMaker.Made;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.manifest.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/**
 * Adds deltas to a bundle whose other variants are made, in about the time that they took at most:
 * deltas from what most browsers have come first, and are worked on best, and of those the deltas
 * of what is loaded most. What is not made in time is left out, for a delta only saves bytes.
 */
final class DeltaPass {
  /** Whatever the other variants took, in seconds. */
  private static final double LEAST = 2;

  /** A publish is to be answered within 20 s. */
  private static final double MOST = 4;

  /**
   * One file and one earlier file.
   *
   * @param rank of the dictionary, 0 the first
   * @param limit of the size of a delta
   */
  private record Task(
      UnpackedFile file, Dictionary dictionary, int rank, boolean named, long limit) {
    static final Comparator<Task> ORDER =
        Comparator.comparingInt(Task::rank)
            .thenComparing(Task::named, Comparator.reverseOrder())
            .thenComparing(task -> task.file().size(), Comparator.reverseOrder());
  }

  private record Result(Task task, List<Made> made) {}

  private final PoolRun run;
  private final LongSupplier nanos;
  private final long until;

  /**
   * @param seconds that the other variants took
   */
  DeltaPass(PoolRun run, LongSupplier nanos, double seconds) {
    this.run = run;
    this.nanos = nanos;
    this.until = nanos.getAsLong() + (long) (1e9 * Math.max(LEAST, Math.min(MOST, seconds)));
  }

  /** The same bundle with those deltas that pay. */
  CompressedBundle add(UnpackedBundle bundle, CompressedBundle made, Dictionaries dictionaries)
      throws IOException, InterruptedException {
    List<Callable<Result>> tasks = new ArrayList<>();
    for (Task task : tasks(bundle, made, dictionaries)) {
      tasks.add(() -> run(task));
    }
    return tasks.isEmpty() ? made : assemble(made, run.all(tasks, result -> {}));
  }

  private static List<Task> tasks(
      UnpackedBundle bundle, CompressedBundle made, Dictionaries dictionaries) {
    Set<String> named = EntryFile.named(bundle);
    List<Task> tasks = new ArrayList<>();
    for (UnpackedFile file : bundle.files()) {
      if (DeltaRules.takesPart(file.path(), file.size())) {
        List<Variant> variants = made.files().get(file.path()).variants();
        long smallest = variants.isEmpty() ? file.size() : variants.get(0).size();
        long limit = DeltaMaker.limit(smallest);
        int rank = 0;
        for (Dictionary dictionary : dictionaries.of(file.path())) {
          if (dictionary.size() > 0 && dictionary.size() <= DeltaRules.MAX_BYTES) {
            tasks.add(new Task(file, dictionary, rank++, named.contains(file.path()), limit));
          }
        }
      }
    }
    tasks.sort(Task.ORDER);
    return tasks;
  }

  private Result run(Task task) throws IOException {
    try {
      return new Result(
          task,
          DeltaMaker.make(
              task.file(),
              task.dictionary(),
              task.limit(),
              task.rank() == 0,
              () -> run.isCancelled() || isLate()));
    } catch (CancellationException e) {
      if (run.isCancelled()) {
        throw e;
      }
      return new Result(task, List.of());
    }
  }

  private boolean isLate() {
    return nanos.getAsLong() - until > 0;
  }

  private static CompressedBundle assemble(CompressedBundle made, List<Result> results) {
    results.sort(Comparator.comparing(Result::task, Task.ORDER));
    Map<String, List<Made>> deltas = new LinkedHashMap<>();
    for (Result result : results) {
      deltas
          .computeIfAbsent(result.task().file().path(), path -> new ArrayList<>())
          .addAll(result.made());
    }
    Map<String, AssetEntry> files = new LinkedHashMap<>();
    Map<Digest, StagedBlob> blobs = new LinkedHashMap<>();
    made.blobs().forEach(blob -> blobs.put(blob.digest(), blob));
    for (AssetEntry entry : made.files().values()) {
      List<Variant> variants = new ArrayList<>(entry.variants());
      for (Made each : deltas.getOrDefault(entry.path(), List.of())) {
        variants.add(each.variant());
        blobs.putIfAbsent(each.blob().digest(), each.blob());
      }
      files.put(entry.path(), entry.withVariants(variants));
    }
    return new CompressedBundle(
        Collections.unmodifiableMap(files), List.copyOf(blobs.values()), made.lightened());
  }
}
