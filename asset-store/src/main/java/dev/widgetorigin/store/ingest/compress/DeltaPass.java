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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The deltas of one bundle. They are begun when all other variants are begun, so that no core waits
 * while the last of those is made. Deltas from what most browsers have come first, and are worked
 * on best, and of those the deltas of what is loaded most. From older files Brotli is used only
 * where the publish then takes about twice the time without deltas at most; else zstd, which is
 * much faster. What is not made in {@link #LEAST} to {@link #MOST} seconds is left out, for a delta
 * only saves bytes.
 */
final class DeltaPass {
  /** After the other variants, in seconds, whatever those took. */
  private static final double LEAST = 2;

  /** A publish is to be answered within 20 s. */
  private static final double MOST = 4;

  /** For Brotli from older files, after the other variants, in seconds, whatever those took. */
  private static final double LEAST_FOR_OLDER = 0.25;

  /** Bytes a second of Brotli from older files, as in {@link Effort}. */
  private static final double SPEED = 2e6;

  /** What makes a delta: equal files are encoded once. */
  private record Pair(Digest file, Digest dictionary) {}

  /**
   * One file and one earlier file.
   *
   * @param rank of the dictionary, 0 the first
   */
  private record Task(UnpackedFile file, Dictionary dictionary, int rank, boolean named) {
    static final Comparator<Task> ORDER =
        Comparator.comparingInt(Task::rank)
            .thenComparing(Task::named, Comparator.reverseOrder())
            .thenComparing(task -> task.file().size(), Comparator.reverseOrder());

    Pair pair() {
      return new Pair(file.digest(), dictionary.digest());
    }
  }

  private final PoolRun run;
  private final LongSupplier nanos;

  /** In their order. */
  private final List<Task> tasks;

  private final Map<Pair, List<Made>> made = new ConcurrentHashMap<>();
  private volatile boolean limited;
  private volatile long until;
  private volatile long olderUntil;
  private volatile double slowness = 1;

  DeltaPass(UnpackedBundle bundle, Dictionaries dictionaries, PoolRun run, LongSupplier nanos) {
    this.run = run;
    this.nanos = nanos;
    this.tasks = tasks(bundle, dictionaries);
  }

  private static List<Task> tasks(UnpackedBundle bundle, Dictionaries dictionaries) {
    Set<String> named = EntryFile.named(bundle);
    List<Task> tasks = new ArrayList<>();
    for (UnpackedFile file : bundle.files()) {
      if (DeltaRules.takesPart(file.path(), file.size())) {
        int rank = 0;
        for (Dictionary dictionary : dictionaries.of(file.path())) {
          if (dictionary.size() > 0 && dictionary.size() <= DeltaRules.MAX_BYTES) {
            tasks.add(new Task(file, dictionary, rank++, named.contains(file.path())));
          }
        }
      }
    }
    tasks.sort(Task.ORDER);
    return tasks;
  }

  /** What is to be run behind all other tasks of the bundle, in this order. */
  List<Callable<Void>> calls() {
    Set<Pair> seen = new HashSet<>();
    List<Callable<Void>> calls = new ArrayList<>();
    for (Task task : tasks) {
      if (seen.add(task.pair())) {
        calls.add(() -> run(task));
      }
    }
    return calls;
  }

  /**
   * From now on only deltas are left.
   *
   * @param seconds that the other variants took
   * @param slow how many times longer they took than the figures of {@link Effort} say
   */
  void othersAreMade(double seconds, double slow) {
    long now = nanos.getAsLong();
    until = now + (long) (1e9 * Math.max(LEAST, Math.min(MOST, seconds)));
    olderUntil = now + (long) (1e9 * Math.max(LEAST_FOR_OLDER, seconds));
    slowness = slow;
    limited = true;
  }

  private Void run(Task task) throws IOException {
    try {
      made.put(
          task.pair(),
          DeltaMaker.make(
              task.file(),
              task.dictionary(),
              task.rank() == 0,
              () -> isTimeForBrotli(task.file().size()),
              () -> run.isCancelled() || isLate()));
    } catch (CancellationException e) {
      if (run.isCancelled()) {
        throw e;
      }
    }
    return null;
  }

  /** While other variants are made, a core that has no other work is free for it. */
  private boolean isTimeForBrotli(long bytes) {
    long end = nanos.getAsLong() + (long) (1e9 * slowness * bytes / SPEED);
    return !limited || end - olderUntil <= 0;
  }

  private boolean isLate() {
    return limited && nanos.getAsLong() - until > 0;
  }

  /** The same bundle with those deltas that pay. */
  CompressedBundle addTo(CompressedBundle bundle) {
    Map<String, List<Made>> deltas = new HashMap<>();
    for (Task task : tasks) {
      deltas
          .computeIfAbsent(task.file().path(), path -> new ArrayList<>())
          .addAll(made.getOrDefault(task.pair(), List.of()));
    }
    Map<String, AssetEntry> files = new LinkedHashMap<>();
    Map<Digest, StagedBlob> blobs = new LinkedHashMap<>();
    bundle.blobs().forEach(blob -> blobs.put(blob.digest(), blob));
    for (AssetEntry entry : bundle.files().values()) {
      List<Variant> variants = new ArrayList<>(entry.variants());
      long smallest = variants.isEmpty() ? entry.size() : variants.get(0).size();
      for (Made each : deltas.getOrDefault(entry.path(), List.of())) {
        if (each.variant().size() <= DeltaMaker.limit(smallest)) {
          variants.add(each.variant());
          blobs.putIfAbsent(each.blob().digest(), each.blob());
        }
      }
      files.put(entry.path(), entry.withVariants(variants));
    }
    return new CompressedBundle(
        Collections.unmodifiableMap(files), List.copyOf(blobs.values()), bundle.lightened());
  }
}
