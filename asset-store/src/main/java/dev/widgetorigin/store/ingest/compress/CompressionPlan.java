package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.ingest.bundle.ContentMismatch;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.manifest.Encoding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How hard each encoding of a bundle is worked on, so that a bundle of up to 100 MB is done within
 * 20 s on two cores. Pure: it depends on sizes, names and the time that is left alone.
 *
 * <p>Everything starts at the best. Where that takes too long, first what nobody loads to see a
 * page (source maps, declarations, texts) is worked on more lightly, then the largest of the other
 * files, for a small script is loaded most often and costs least, and last of all what package.json
 * names to be loaded.
 */
final class CompressionPlan {
  /**
   * One encoding of one file.
   *
   * @param named whether package.json names the file, as an entry or a style sheet
   */
  record Task(UnpackedFile file, Encoding encoding, boolean named) {
    double seconds(Effort effort) {
      return OVERHEAD + effort.seconds(encoding, file.size());
    }

    /**
     * What is worth most first, and of that the largest, so that no long one is left for the end.
     */
    static final Comparator<Task> BY_VALUE =
        Comparator.comparing(Task::worth).thenComparing(task -> task.file().size()).reversed();

    private int worth() {
      if (named) {
        return 2;
      }
      return SELDOM_LOADED.contains(ContentMismatch.extension(file.path())) ? 0 : 1;
    }
  }

  /** Opening files and making encoders, for each encoding of each file. */
  private static final double OVERHEAD = 0.0005;

  /** Unpacking, looking and storing need the rest of the 20 s. */
  private static final double LIMIT = 14;

  private static final double MOST_PATIENCE = 12;
  private static final double LEAST_PATIENCE = 2;

  /** Cores are shared. */
  private static final double RESERVE = 0.8;

  private static final Set<String> SELDOM_LOADED = Set.of("map", "md", "txt", "ts", "mts", "cts");

  private CompressionPlan() {}

  /**
   * For how many seconds a plan of these tasks counts; what is not done by then is done quickly,
   * which must fit into the rest even where the machine is half as fast as the figures say.
   */
  static double patience(Collection<Task> tasks, int threads) {
    double quick = tasks.stream().mapToDouble(task -> task.seconds(Effort.QUICK)).sum();
    return Math.max(LEAST_PATIENCE, Math.min(MOST_PATIENCE, LIMIT - 2 * quick / threads));
  }

  /**
   * The best that fits.
   *
   * @param seconds that are left, on each of the threads
   * @param slowness how many times longer tasks take here than the figures say
   */
  static Map<Task, Effort> efforts(
      Collection<Task> tasks, double seconds, int threads, double slowness) {
    double each = RESERVE * Math.max(0, seconds) / slowness;
    Map<Task, Effort> efforts = new HashMap<>();
    double excess = -each * threads;
    for (Task task : tasks) {
      // No thread may be at one task when all others are done long since.
      Effort effort = task.seconds(Effort.BEST) <= each ? Effort.BEST : Effort.GOOD;
      efforts.put(task, effort);
      excess += task.seconds(effort);
    }
    List<Task> order = new ArrayList<>(tasks);
    order.sort(Comparator.comparing(Task::worth).thenComparing(task -> -task.file().size()));
    for (int worth = 0; excess > 0 && worth <= 2; worth++) {
      for (Effort lighter : List.of(Effort.GOOD, Effort.QUICK)) {
        excess = lighten(efforts, order, worth, lighter, excess);
      }
    }
    return efforts;
  }

  private static double lighten(
      Map<Task, Effort> efforts, List<Task> order, int worth, Effort lighter, double excess) {
    double left = excess;
    for (Task task : order) {
      Effort now = efforts.get(task);
      if (left > 0 && task.worth() == worth && now.compareTo(lighter) > 0) {
        left -= task.seconds(now) - task.seconds(lighter);
        efforts.put(task, lighter);
      }
    }
    return left;
  }
}
