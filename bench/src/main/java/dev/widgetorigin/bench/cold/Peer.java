package dev.widgetorigin.bench.cold;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What was measured of one server, over all rounds. */
final class Peer {
  /** How a server is started for a round. */
  @FunctionalInterface
  interface Start {
    ServerUnderTest start() throws Exception;
  }

  private final String name;
  private final Start start;

  /** Nanoseconds to the first byte. */
  final Histogram firsts = new Histogram(3);

  /** Medians of the rounds, in nanoseconds. */
  final List<Double> medians = new ArrayList<>();

  final List<Crowd> crowds = new ArrayList<>();

  /**
   * One load of cold files.
   *
   * @param quiet bystanders' microseconds before it
   * @param busy and meanwhile
   * @param waitedMillis what the threads that send waited for the disk, as the kernel has it
   * @param waitedPercent of looks at them that found one waiting for the disk
   * @param cpuSeconds of the server
   */
  record Crowd(
      Histogram quiet,
      Histogram busy,
      LoadResult load,
      long waitedMillis,
      double waitedPercent,
      double cpuSeconds) {}

  Peer(String name, Start start) {
    this.name = name;
    this.start = start;
  }

  String name() {
    return name;
  }

  ServerUnderTest start() throws Exception {
    return start.start();
  }
}
