package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.Encoding;
import dev.widgetorigin.store.ingest.bundle.ContentMismatch;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How hard each encoding of a bundle is worked on, so that a bundle of up to 100 MB is done within
 * 20 s on two cores. Pure: it depends on sizes, names and the number of threads alone.
 *
 * <p>Everything starts at the best. Where that takes too long, first what nobody loads to see a
 * page (source maps, declarations, texts) and then the largest files are worked on more lightly: a
 * small script is loaded most often and costs least.
 *
 * @param patience for how many seconds the plan counts; what is not done by then is done quickly
 */
record CompressionPlan(Map<Task, Effort> efforts, double patience) {
  /** One encoding of one file. */
  record Task(UnpackedFile file, Encoding encoding) {
    double seconds(Effort effort) {
      return OVERHEAD + effort.seconds(encoding, file.size());
    }
  }

  /** Opening files and making encoders, for each encoding of each file. */
  private static final double OVERHEAD = 0.0005;

  private static final double LONGEST_TASK = 8.1;

  /** Unpacking, looking and storing need the rest of the 20 s. */
  private static final double LIMIT = 14;

  private static final double MOST_PATIENCE = 10;
  private static final double LEAST_PATIENCE = 2;

  /** Machines are slower than the figures say, and cores are shared. */
  private static final double RESERVE = 0.8;

  private static final Set<String> SELDOM_LOADED = Set.of("map", "md", "txt", "ts", "mts", "cts");

  static CompressionPlan of(List<Task> tasks, int threads) {
    double quick = 0;
    double planned = 0;
    Map<Task, Effort> efforts = new HashMap<>();
    for (Task task : tasks) {
      Effort effort = task.seconds(Effort.BEST) <= LONGEST_TASK ? Effort.BEST : Effort.GOOD;
      efforts.put(task, effort);
      planned += task.seconds(effort);
      quick += task.seconds(Effort.QUICK);
    }
    double patience =
        Math.max(LEAST_PATIENCE, Math.min(MOST_PATIENCE, LIMIT - 2 * quick / threads));
    double excess = planned - RESERVE * patience * threads;
    List<Task> order = new ArrayList<>(tasks);
    order.sort(
        Comparator.comparing((Task task) -> !isSeldomLoaded(task))
            .thenComparing(task -> -task.file().size()));
    for (Effort effort : List.of(Effort.GOOD, Effort.QUICK)) {
      for (Task task : order) {
        Effort now = efforts.get(task);
        if (excess > 0 && now.compareTo(effort) > 0) {
          excess -= task.seconds(now) - task.seconds(effort);
          efforts.put(task, effort);
        }
      }
    }
    return new CompressionPlan(efforts, patience);
  }

  private static boolean isSeldomLoaded(Task task) {
    return SELDOM_LOADED.contains(ContentMismatch.extension(task.file().path()));
  }
}
