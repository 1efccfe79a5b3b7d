package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.auth.access.AccessEvents;
import dev.widgetorigin.origin.delivery.DeliveryEvents;
import dev.widgetorigin.origin.delivery.body.CacheFigures;
import dev.widgetorigin.origin.http.exchange.ConnectionEvents;
import dev.widgetorigin.origin.rollout.RolloutEvents;
import dev.widgetorigin.origin.web.ExchangeEvents;
import dev.widgetorigin.origin.web.async.ShareEvents;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.Widget;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * All meters of a process and their text form for Prometheus.
 *
 * <p>What is recorded per request lives in arrays of adders that a scrape reads; Micrometer's
 * registry and its JVM, process and Netty meters are made at the first scrape, so that they cost a
 * start nothing.
 */
public final class Metrics {
  /** Aliases that are shown; an origin with more widgets shows those that come first by name. */
  private static final int MAX_ALIASES = 20_000;

  private final String version;
  private final Supplier<CatalogSnapshot> catalog;
  private final RequestMeters requests = new RequestMeters();
  private final DownloadMeters downloads = new DownloadMeters();
  private final DeliveryMeters delivery = new DeliveryMeters(downloads);
  private final StoreMeters store = new StoreMeters();
  private final RolloutMeters rollouts = new RolloutMeters();
  private final ConnectionMeters connections = new ConnectionMeters();
  private final RefusalMeters refusals = new RefusalMeters();
  private final ShareMeters shares = new ShareMeters();
  private final LongAdder accessLogDropped = new LongAdder();
  private final List<Consumer<MetricSnapshots.Builder>> more = new CopyOnWriteArrayList<>();
  private volatile Supplier<CacheFigures> cache = () -> new CacheFigures(0, 0, 0, 0, 0, 0);
  private PrometheusMeterRegistry registry;

  /**
   * @param version of this build
   * @param catalog what is in the store now
   */
  public Metrics(String version, Supplier<CatalogSnapshot> catalog) {
    this.version = version;
    this.catalog = catalog;
  }

  /**
   * What the memory of hot representations holds is shown from now on. Apart from the constructor,
   * because that memory counts what it does here.
   */
  public Metrics withCache(Supplier<CacheFigures> newCache) {
    cache = newCache;
    return this;
  }

  public ExchangeEvents deliveryRequests() {
    return requests.delivery();
  }

  public ExchangeEvents controlRequests() {
    return requests.control();
  }

  public DeliveryEvents delivery() {
    return delivery;
  }

  /** Files that were sent since the process began. */
  public List<DownloadTally.Count> downloads() {
    return downloads.totals();
  }

  /** How long answers of the delivery listener took since the process began. */
  public List<DownloadTally.Latency> latency() {
    return requests.deliveryLatency();
  }

  /** The same for answers about each widget. */
  public List<DownloadTally.OfWidget> widgetLatency() {
    return requests.widgetLatency();
  }

  public StoreMeters store() {
    return store;
  }

  /** Counts calls that were refused for who made them. */
  public AccessEvents refusals() {
    return refusals;
  }

  /** Counts what clients were refused because they have their share of it. */
  public ShareEvents shares() {
    return shares;
  }

  public RolloutEvents rollouts() {
    return rollouts;
  }

  /** What a listener of that name tells of its connections. */
  public ConnectionEvents connections(String listener) {
    return connections.of(listener);
  }

  /** Shows what it adds at each scrape, too. */
  public Metrics with(Consumer<MetricSnapshots.Builder> part) {
    more.add(part);
    return this;
  }

  public LongAdder accessLogDropped() {
    return accessLogDropped;
  }

  /**
   * The text that {@code /metrics} answers. Walks the catalog: not for an event loop.
   *
   * @param accept the Accept field, or null; OpenMetrics where it asks for that
   */
  public synchronized Exposition scrape(String accept) {
    if (registry == null) {
      registry = registry();
    }
    String type =
        accept != null && accept.contains("application/openmetrics-text")
            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    return new Exposition(type, registry.scrape(type));
  }

  /** The body of an answer and its media type. */
  public record Exposition(String contentType, String text) {}

  private PrometheusMeterRegistry registry() {
    PrometheusRegistry collectors = new PrometheusRegistry();
    collectors.register((MultiCollector) this::collect);
    PrometheusMeterRegistry made =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, collectors, Clock.SYSTEM);
    List<MeterBinder> binders =
        List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics());
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator) {
      new NettyAllocatorMetrics(allocator).bindTo(made);
    }
    binders.forEach(binder -> binder.bindTo(made));
    return made;
  }

  private MetricSnapshots collect() {
    CatalogSnapshot snapshot = catalog.get();
    CacheFigures numbers = cache.get();
    MetricSnapshots.Builder all =
        MetricSnapshots.builder()
            .metricSnapshot(requests.requests())
            .metricSnapshot(requests.durations())
            .metricSnapshot(connections.open())
            .metricSnapshot(connections.cut())
            .metricSnapshot(store.operations())
            .metricSnapshot(store.publishes())
            .metricSnapshot(refusals.snapshot())
            .metricSnapshot(shares.snapshot())
            .metricSnapshot(aliases(snapshot))
            .metricSnapshot(Snapshots.gauge(MeterNames.WIDGETS, "Widgets", snapshot.widgetCount()))
            .metricSnapshot(
                Snapshots.gauge(
                    MeterNames.SWITCHED_OFF,
                    "Widgets and channels that are switched off",
                    snapshot.widgets().mapToLong(widget -> widget.switches().size()).sum()))
            .metricSnapshot(
                Snapshots.gauge(MeterNames.SEQUENCE, "Newest change", snapshot.sequence()))
            .metricSnapshot(
                Snapshots.counter(
                    MeterNames.ACCESS_LOG_DROPPED,
                    "Lines the access log lost: it could not keep up, or the disk refused them",
                    accessLogDropped.sum()))
            .metricSnapshot(build());
    downloads.snapshots(name -> newest(snapshot, name)).forEach(all::metricSnapshot);
    delivery.addTo(all);
    rollouts.addTo(all);
    addCache(all, numbers);
    more.forEach(each -> each.accept(all));
    return all.build();
  }

  private static void addCache(MetricSnapshots.Builder all, CacheFigures numbers) {
    all.metricSnapshot(
            Snapshots.counter(MeterNames.CACHE_HITS, "Answers from memory", numbers.hits()))
        .metricSnapshot(
            Snapshots.counter(MeterNames.CACHE_MISSES, "Answers not in memory", numbers.misses()))
        .metricSnapshot(
            Snapshots.counter(MeterNames.CACHE_EVICTIONS, "Pushed out", numbers.evictions()))
        .metricSnapshot(
            Snapshots.gauge(MeterNames.CACHE_ENTRIES, "Held in memory", numbers.entries()))
        .metricSnapshot(
            Snapshots.gauge(MeterNames.CACHE_BYTES, "Off-heap bytes held", numbers.bytes()))
        .metricSnapshot(
            Snapshots.gauge(MeterNames.CACHE_MAX_BYTES, "Off-heap bytes at most", numbers.limit()));
  }

  private InfoSnapshot build() {
    return Snapshots.info(
        MeterNames.BUILD,
        "What runs here",
        Labels.of("version", version, "java", Runtime.version().toString()));
  }

  private static Set<Version> newest(CatalogSnapshot snapshot, WidgetName name) {
    return snapshot
        .widget(name)
        .map(
            widget ->
                widget.state().releases().descendingKeySet().stream()
                    .limit(DownloadMeters.NEWEST)
                    .collect(Collectors.toUnmodifiableSet()))
        .orElse(Set.of());
  }

  private static InfoSnapshot aliases(CatalogSnapshot snapshot) {
    List<InfoDataPointSnapshot> points = new ArrayList<>();
    snapshot
        .widgets()
        .map(Widget::state)
        .sorted(Comparator.comparing(WidgetState::name))
        .takeWhile(state -> points.size() < MAX_ALIASES)
        .forEach(state -> addAliases(points, state));
    InfoSnapshot.Builder info =
        InfoSnapshot.builder()
            .name(Snapshots.base(MeterNames.ALIAS))
            .help("What each alias answers");
    points.forEach(info::dataPoint);
    return info.build();
  }

  private static void addAliases(List<InfoDataPointSnapshot> points, WidgetState state) {
    Set<Version> newest =
        state.releases().descendingKeySet().stream()
            .limit(DownloadMeters.NEWEST)
            .collect(Collectors.toUnmodifiableSet());
    Set<String> aliases = new TreeSet<>(state.channels().keySet());
    aliases.addAll(state.pins().keySet());
    aliases.add("latest");
    newest.forEach(version -> aliases.add("v" + version.major()));
    for (String alias : aliases) {
      if (state.resolve(Selector.parse(alias)) instanceof Resolution.Found found) {
        Version version = found.version();
        points.add(
            InfoDataPointSnapshot.builder()
                .labels(
                    Labels.of(
                        "widget",
                        state.name().toString(),
                        "alias",
                        alias,
                        "version",
                        newest.contains(version) ? version.toString() : "other"))
                .build());
      }
    }
  }
}
