package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.web.ExchangeEvents;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.widget.DownloadTally;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts and times requests by class, method, status class and encoding. All labels are known
 * beforehand, so a request is an index into an array; nothing is looked up by name.
 */
final class RequestMeters {
  private static final int CONTROL = CacheClass.values().length;
  private static final int OTHER = CONTROL + 1;
  private static final int CLASSES = OTHER + 1;
  private static final int METHODS = Method.values().length;
  private static final int STATUSES = 6;
  private static final int IDENTITY = Encoding.values().length;
  private static final int ENCODINGS = IDENTITY + 1;

  private final LongAdder[] counts = new LongAdder[CLASSES * METHODS * STATUSES * ENCODINGS];
  private final Durations[] durations = new Durations[CLASSES];
  private final WidgetTimes widgets = new WidgetTimes();

  RequestMeters() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
    for (int i = 0; i < durations.length; i++) {
      durations[i] = new Durations();
    }
  }

  /** What the delivery listener tells of its requests. */
  ExchangeEvents delivery() {
    return (request, reply, bytes, nanos) ->
        count(classOf(reply.headers().cacheClass()), request, reply, nanos);
  }

  /** The control listener's requests are one class: no cache sees them. */
  ExchangeEvents control() {
    return (request, reply, bytes, nanos) -> count(CONTROL, request, reply, nanos);
  }

  private void count(int cls, Request request, Reply reply, long nanos) {
    int method = request == null ? Method.OTHER.ordinal() : request.method().ordinal();
    int status = Math.min(reply.status() / 100, STATUSES - 1);
    int label = label(reply.headers());
    int encoding = label % ENCODINGS;
    counts[((cls * METHODS + method) * STATUSES + status) * ENCODINGS + encoding].increment();
    int bucket = Durations.bucket(nanos);
    durations[cls].record(bucket, nanos);
    widgets.record(label / ENCODINGS + WidgetTimes.NONE, bucket);
  }

  private static int classOf(CacheClass cacheClass) {
    return cacheClass == null ? OTHER : cacheClass.ordinal();
  }

  /**
   * The encoding, and the number of the widget above it: looked for once a block, for hot blocks
   * are shared by many replies.
   */
  private int label(HeaderBlock headers) {
    int memo = headers.label();
    if (memo == 0) {
      int widget = widgets.number(headers.widget()) - WidgetTimes.NONE;
      memo = 1 + find(headers.contentEncoding()) + ENCODINGS * widget;
      headers.label(memo);
    }
    return memo - 1;
  }

  private static int find(String contentEncoding) {
    for (Encoding encoding : Encoding.values()) {
      if (encoding.token().equals(contentEncoding)) {
        return encoding.ordinal();
      }
    }
    return IDENTITY;
  }

  CounterSnapshot requests() {
    CounterSnapshot.Builder snapshot = Snapshots.counters(MeterNames.REQUESTS, "Requests answered");
    for (int i = 0; i < counts.length; i++) {
      long count = counts[i].sum();
      if (count > 0) {
        snapshot.dataPoint(Snapshots.count(labels(i), count));
      }
    }
    return snapshot.build();
  }

  HistogramSnapshot durations() {
    HistogramSnapshot.Builder snapshot =
        HistogramSnapshot.builder()
            .name(MeterNames.REQUEST_DURATION)
            .help("From a request's complete head to the end of its reply");
    for (int cls = 0; cls < CLASSES; cls++) {
      snapshot.dataPoint(durations[cls].snapshot(Labels.of("class", className(cls))));
    }
    return snapshot.build();
  }

  /** How long answers of the delivery listener took, of all classes together. */
  List<DownloadTally.Latency> deliveryLatency() {
    long[] sums = new long[Durations.buckets()];
    for (int cls = 0; cls < CLASSES; cls++) {
      if (cls != CONTROL) {
        durations[cls].addTo(sums);
      }
    }
    List<DownloadTally.Latency> latency = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      latency.add(new DownloadTally.Latency(Durations.upperMicros(i), sums[i]));
    }
    return latency;
  }

  /** How long answers about each widget took. */
  List<DownloadTally.OfWidget> widgetLatency() {
    return widgets.totals();
  }

  private static Labels labels(int index) {
    int encoding = index % ENCODINGS;
    int status = index / ENCODINGS % STATUSES;
    int method = index / ENCODINGS / STATUSES % METHODS;
    int cls = index / ENCODINGS / STATUSES / METHODS;
    return Labels.of(
        List.of("class", "method", "status_class", "encoding"),
        List.of(
            className(cls),
            Method.values()[method].name(),
            status + "xx",
            encoding == IDENTITY ? "identity" : Encoding.values()[encoding].token()));
  }

  private static String className(int cls) {
    if (cls == CONTROL) {
      return "control";
    }
    return cls == OTHER
        ? "other"
        : CacheClass.values()[cls].name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
