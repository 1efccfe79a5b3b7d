package dev.widgetorigin.origin;

import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.stats.DownloadRecorder;
import dev.widgetorigin.origin.stats.StatsCalls;
import dev.widgetorigin.origin.web.async.Periodic;
import dev.widgetorigin.store.DownloadLog;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.widget.DownloadTally;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Downloads, put together: what was counted is written, and what was written is added up. */
final class StatsPlane {
  /** For what was counted last, where other parts leave it that much. */
  private static final Duration STOP = Duration.ofSeconds(2);

  private static final long EVERY_SECONDS = 10;

  private final NodeStore store;
  private final World world;
  private final DownloadRecorder recorder;

  /** Its own, for it waits for the disk or the bucket. */
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("downloads", true));

  /**
   * @param store has what this node alone counted as well
   */
  StatsPlane(Foundation base, NodeStore store) {
    this.store = store;
    this.world = base.world();
    Metrics metrics = base.metrics();
    DownloadRecorder.Totals totals =
        new DownloadRecorder.Totals() {
          @Override
          public List<DownloadTally.Count> downloads() {
            return metrics.downloads();
          }

          @Override
          public List<DownloadTally.Latency> latency() {
            return metrics.latency();
          }

          @Override
          public List<DownloadTally.OfWidget> widgetLatency() {
            return metrics.widgetLatency();
          }
        };
    String run = HexFormat.of().toHexDigits(world.random().nextInt());
    DownloadLog own = store.ownDownloads().orElse(null);
    recorder =
        new DownloadRecorder(store.downloads(), own, totals, world.clock(), store.node(), run);
    base.parts().add("downloads", recorder, () -> close(base.stop()));
  }

  void start() {
    var unused =
        ticker.scheduleWithFixedDelay(
            Periodic.surviving("writing what was downloaded", recorder::tick),
            EVERY_SECONDS,
            EVERY_SECONDS,
            TimeUnit.SECONDS);
  }

  /**
   * Calls of the control API.
   *
   * @param uploadBytes the largest access log that is taken
   */
  List<ApiRoute> calls(long uploadBytes) {
    return StatsCalls.routes(
        store.catalog(), store.downloads(), recorder, world.clock(), uploadBytes);
  }

  /** Writes what was counted last; a bucket that does not answer must not hold up the end. */
  private void close(StopDeadline stop) throws InterruptedException {
    ticker.execute(Periodic.surviving("writing what was downloaded last", recorder::close));
    ticker.shutdown();
    boolean unused = ticker.awaitTermination(stop.left(STOP).toMillis(), TimeUnit.MILLISECONDS);
  }
}
