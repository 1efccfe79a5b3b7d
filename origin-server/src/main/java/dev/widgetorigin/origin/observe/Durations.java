package dev.widgetorigin.origin.observe;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.LongAdder;

/**
 * A histogram of times with fixed buckets, 2 s among them because that is when people give up on a
 * widget. Recording allocates nothing and takes no lock.
 */
final class Durations {
  private static final double[] UPPER_SECONDS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10
  };
  private static final long[] UPPER_NANOS = new long[UPPER_SECONDS.length];

  static {
    for (int i = 0; i < UPPER_NANOS.length; i++) {
      UPPER_NANOS[i] = Math.round(UPPER_SECONDS[i] * 1e9);
    }
  }

  private final LongAdder[] counts = new LongAdder[UPPER_NANOS.length + 1];
  private final LongAdder sumNanos = new LongAdder();

  Durations() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void record(long nanos) {
    record(bucket(nanos), nanos);
  }

  /**
   * The same where it was looked for already.
   *
   * @param bucket of that time, see {@link #bucket}
   */
  void record(int bucket, long nanos) {
    counts[bucket].increment();
    sumNanos.add(nanos);
  }

  static int bucket(long nanos) {
    int bucket = 0;
    while (bucket < UPPER_NANOS.length && nanos > UPPER_NANOS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  /** How many took so long, by bucket; the last for all that is above every bound. */
  void addTo(long[] sums) {
    for (int i = 0; i < counts.length; i++) {
      sums[i] += counts[i].sum();
    }
  }

  static int buckets() {
    return UPPER_NANOS.length + 1;
  }

  /** A bucket's upper bound; 0 for the last, which has none. */
  static long upperMicros(int bucket) {
    return bucket == UPPER_NANOS.length ? 0 : UPPER_NANOS[bucket] / 1000;
  }

  HistogramDataPointSnapshot snapshot(Labels labels) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < UPPER_SECONDS.length; i++) {
      buckets.bucket(UPPER_SECONDS[i], counts[i].sum());
    }
    buckets.bucket(Double.POSITIVE_INFINITY, counts[UPPER_SECONDS.length].sum());
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(buckets.build())
        .sum(sumNanos.sum() / 1e9)
        .build();
  }
}
