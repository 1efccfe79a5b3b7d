package dev.widgetorigin.origin.observe.health;

import dev.widgetorigin.origin.observe.MeterNames;
import dev.widgetorigin.origin.observe.Snapshots;
import dev.widgetorigin.store.health.BucketStatus;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says whether this node sees what others change in the bucket that it shares with them, and how
 * long it has not. It goes on serving what it has either way. Thread-safe; never blocks.
 */
public final class BucketReport implements Supplier<Health.State> {
  private static final Duration BEHIND = Duration.ofMinutes(1);

  private final Supplier<Optional<BucketStatus>> bucket;

  /**
   * @param bucket how this node stands to it now; empty where the store is a folder
   */
  public BucketReport(Supplier<Optional<BucketStatus>> bucket) {
    this.bucket = bucket;
  }

  @Override
  public Health.State get() {
    Optional<BucketStatus> found = bucket.get();
    if (found.isEmpty()) {
      return Health.State.up("not shared");
    }
    BucketStatus status = found.get();
    if (!status.reachable()) {
      return Health.State.down(
          "the bucket has not answered since "
              + status.since()
              + behind(status)
              + ": what this node has is served, the rest and changes get 503. The error log says"
              + " why");
    }
    String seen =
        "seen up to change " + status.sequence() + ", " + status.age().toMillis() + " ms ago";
    return status.age().compareTo(BEHIND) > 0
        ? Health.State.down("this node is behind: " + seen)
        : Health.State.up(seen);
  }

  private static String behind(BucketStatus status) {
    return status.age().compareTo(BEHIND) > 0
        ? ", and this node is behind by up to " + status.age().toSeconds() + " s"
        : "";
  }

  public void addTo(MetricSnapshots.Builder all) {
    Optional<BucketStatus> found = bucket.get();
    if (found.isEmpty()) {
      return;
    }
    BucketStatus status = found.get();
    all.metricSnapshot(
            Snapshots.gauge(
                MeterNames.BUCKET_AGE,
                "Seconds since this node last asked for changes and had an answer",
                status.age().toSeconds()))
        .metricSnapshot(
            Snapshots.gauge(
                MeterNames.BUCKET_REACHABLE,
                "1 where the bucket answers, 0 where it does not",
                status.reachable() ? 1 : 0));
  }
}
