package dev.widgetorigin.origin;

import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.stats.DownloadRecorder;
import dev.widgetorigin.origin.stats.StatsCalls;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.widget.DownloadTally;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Downloads, put together: what was counted is written, and what was written is added up. */
final class StatsPlane {
  /** For what was counted last, where other parts leave it that much. */
  private static final Duration STOP = Duration.ofSeconds(2);

  private final NodeStore store;
  private final OriginServer.World world;
  private final DownloadRecorder recorder;

  /** What has to be stopped is in {@code parts}. */
  StatsPlane(
      Parts parts, OriginServer.World world, NodeStore store, Metrics metrics, StopDeadline stop) {
    this.store = store;
    this.world = world;
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
        };
    String run = HexFormat.of().toHexDigits(world.random().nextInt());
    recorder = new DownloadRecorder(store.downloads(), totals, world.clock(), store.node(), run);
    parts.add("downloads", recorder, () -> close(recorder, stop));
  }

  /** To be called every minute. Blocks. */
  void tick() {
    recorder.tick();
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

  /** A bucket that does not answer must not hold up the end. */
  private static void close(DownloadRecorder recorder, StopDeadline stop)
      throws InterruptedException {
    Thread last = new Thread(recorder::close, "downloads");
    last.setDaemon(true);
    last.start();
    last.join(Math.max(1, stop.left(STOP).toMillis()));
  }
}
