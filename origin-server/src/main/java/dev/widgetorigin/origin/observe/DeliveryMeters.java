package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.delivery.DeliveryEvents;
import dev.widgetorigin.origin.delivery.answer.Downloads;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.concurrent.atomic.LongAdder;

/** Counts what only delivery knows. Thread-safe. */
final class DeliveryMeters implements DeliveryEvents {
  private final DownloadMeters downloads;
  private final LongAdder versionFallbacks = new LongAdder();
  private final LongAdder unreadableBlobs = new LongAdder();
  private final LongAdder peerHits = new LongAdder();
  private final LongAdder peerMisses = new LongAdder();

  DeliveryMeters(DownloadMeters downloads) {
    this.downloads = downloads;
  }

  @Override
  public Downloads downloads(WidgetName widget, Version version, String path) {
    return downloads.counter(widget, version, path);
  }

  @Override
  public void versionFallback(WidgetName widget, Version broken, Version answered) {
    versionFallbacks.increment();
  }

  @Override
  public void blobUnreadable() {
    unreadableBlobs.increment();
  }

  @Override
  public void peerFetch(boolean found) {
    (found ? peerHits : peerMisses).increment();
  }

  void addTo(MetricSnapshots.Builder all) {
    all.metricSnapshot(
            Snapshots.counter(
                MeterNames.VERSION_FALLBACKS,
                "Answers of aliases, and loaders, with an older version because bytes were unreadable",
                versionFallbacks.sum()))
        .metricSnapshot(
            Snapshots.counter(
                MeterNames.UNREADABLE_BLOBS,
                "Bytes that a manifest names and that were missing or wrong",
                unreadableBlobs.sum()))
        .metricSnapshot(
            Snapshots.counter(MeterNames.PEER_HITS, "Bytes got from a peer", peerHits.sum()))
        .metricSnapshot(
            Snapshots.counter(MeterNames.PEER_MISSES, "Bytes that no peer had", peerMisses.sum()));
  }
}
