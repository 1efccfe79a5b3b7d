package dev.widgetorigin.origin;

import dev.widgetorigin.origin.alarm.AlarmWatch;
import dev.widgetorigin.origin.config.LogsConfig;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.console.Console;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.delivery.AssetHandler;
import dev.widgetorigin.origin.http.listener.EventLoops;
import dev.widgetorigin.origin.notify.NotifyCalls;
import dev.widgetorigin.origin.notify.Webhooks;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.observe.TimedStore;
import dev.widgetorigin.origin.observe.health.Health;
import dev.widgetorigin.origin.observe.health.StoreProbe;
import dev.widgetorigin.origin.observe.logs.AccessLog;
import dev.widgetorigin.origin.observe.logs.Logging;
import dev.widgetorigin.origin.purge.PurgeCalls;
import dev.widgetorigin.origin.purge.Purges;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.async.Periodic;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.upkeep.BackgroundScrubber;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running origin: makes its parts in the order in which each needs the one before it. What
 * belongs together is made by one class, e.g. {@link ControlPlane}. Each part is registered as it
 * is made ({@link Parts}), and {@link #close} stops them in reverse.
 */
public final class OriginServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OriginServer.class);
  private static final int PROBE_SECONDS = 5;
  private static final int UPKEEP_SECONDS = 60;

  /** When a bucket that did not answer is asked again. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /** For one part, where others leave it that much. */
  private static final Duration STOP = Duration.ofSeconds(5);

  /** For all parts together, after draining. */
  private static final Duration GRACE = Duration.ofMillis(3700);

  /** How the store is opened; tests have other buckets. */
  @FunctionalInterface
  interface Opening {
    NodeStore open(OriginConfig config, StoreOptions options);
  }

  private final OriginConfig config;
  private final World world;
  private final Opening opening;
  private final Parts parts;
  private final StopDeadline stop = new StopDeadline(System::nanoTime);
  private Health health;
  private ControlPlane plane;
  private Reloading reloading;

  /** Null until both ports are open. */
  private Listeners listeners;

  private OriginServer(OriginConfig config, World world, Consumer<String> added, Opening opening) {
    this.config = config;
    this.world = world;
    this.opening = opening;
    this.parts = new Parts(stop, System::nanoTime, added);
  }

  /**
   * Starts everything and opens both ports; waits for a bucket that does not answer. Throws
   * StoreException where the store cannot be opened, IllegalStateException where a port cannot be;
   * then nothing is left running.
   */
  public static OriginServer start(OriginConfig config, World world) {
    return start(config, world, part -> {});
  }

  /** {@code added} is told of each part that was made; tests throw there. */
  static OriginServer start(OriginConfig config, World world, Consumer<String> added) {
    return start(
        config,
        world,
        added,
        (fitted, options) ->
            StoreOpening.open(fitted.store(), options, world.version(), world.proxies()));
  }

  static OriginServer start(
      OriginConfig config, World world, Consumer<String> added, Opening opening) {
    OriginServer server =
        new OriginServer(Descriptors.ofThisProcess().fit(config), world, added, opening);
    boolean started = false;
    try {
      server.start();
      started = true;
      return server;
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  /** Long because it is the order in which the parts need each other, to be read as one list. */
  private void start() {
    DirectMemory memory = DirectMemory.ofThisJvm();
    memory.requireRoom(config.cache());
    Threads threads = parts.add("threads", new Threads(stop, config.store().url() != null));
    NodeStore files = new BucketWait(config, world, AGAIN).open(this::openStore);
    parts.add("store", files, () -> files.close(stop.left(STOP)));
    Observed observed = Observed.of(files, config, world);
    health = observed.health();
    Metrics metrics = observed.metrics();
    Store store = new TimedStore(files, metrics.store());
    Foundation base = new Foundation(parts, config, world, store, metrics, stop);
    OriginKey key = OriginKey.of(config, world.random());
    AssetHandler assets = addDelivery(threads, store, metrics, key);
    AccessLog accessLog = openAccessLog(metrics);
    EventLoops loops = addEventLoops(memory);
    RolloutPlane rollouts = new RolloutPlane(base, threads, assets.broken(), key);
    Purges purges = addPurges(store, observed);
    Webhooks webhooks = addWebhooks(store, observed);
    StatsPlane stats = new StatsPlane(base, files);
    plane =
        new ControlPlane(
            base,
            observed.probe()::tooLittleRoom,
            calls(rollouts, purges, webhooks, stats),
            assets.openFiles(),
            new Console.Live(
                () -> key.secret("console sessions"), threads.deadlines, metrics.shares()));
    ListenerRoutes routes =
        new ListenerRoutes(base, health, threads.observing(), assets, rollouts, plane);
    listeners = Listeners.open(base, loops, accessLog, routes);
    observed.certificate().watch(listeners.delivery()::certificateDates);
    reloading =
        new Reloading(config, listeners.delivery(), observed.certificate(), plane, accessLog);
    keepUp(threads, observed.probe());
    stats.start();
    rollouts.start();
    watchStore(files, store, purges);
    health.started();
    // Last: who waits for this file may stop the origin at once.
    tellListeners(threads, true);
  }

  /** Again later where the disk takes no file: it must not keep readers from their files. */
  private void tellListeners(Threads threads, boolean first) {
    try {
      ListenersFile.write(config.store().path(), this);
    } catch (IOException e) {
      if (first) {
        LOG.warn(
            "{} in the store folder, which tells programs the ports, cannot be written: {}. It is"
                + " tried again every {} s",
            StoreLayout.LISTENERS,
            IoFailures.reason(e),
            PROBE_SECONDS);
      }
      var unused =
          threads.housekeeping.schedule(
              Periodic.surviving("telling the ports", () -> tellListeners(threads, false)),
              PROBE_SECONDS,
              TimeUnit.SECONDS);
    }
  }

  private EventLoops addEventLoops(DirectMemory memory) {
    EventLoops loops = EventLoops.start(config.http(), memory.forReads(config.cache()));
    return parts.add("event loops", loops, () -> loops.close(stop.left(STOP)));
  }

  private AssetHandler addDelivery(Threads threads, Store store, Metrics metrics, OriginKey key) {
    AssetHandler assets =
        parts.add(
            "delivery",
            new AssetHandler(
                store,
                config,
                threads.reads,
                threads.deadlines,
                world.clock(),
                metrics.delivery(),
                key,
                world.chance()));
    metrics.withCache(assets::cacheFigures);
    return assets;
  }

  private Purges addPurges(Store store, Observed observed) {
    Purges purges =
        parts.addWorking(
            "purges",
            Purges.start(
                config, store, world.clock(), world.ticker(), world.random(), world.secrets()));
    observed.watch(purges);
    return purges;
  }

  private Webhooks addWebhooks(Store store, Observed observed) {
    Webhooks webhooks =
        parts.addWorking(
            "webhooks",
            Webhooks.start(
                config, store, world.clock(), world.random()::nextDouble, world.secrets()));
    observed.watch(webhooks);
    return webhooks;
  }

  /** What needs a person becomes a change in the log; bytes that rot are found. */
  private void watchStore(NodeStore files, Store store, Purges purges) {
    parts
        .addWorking(
            "alarms",
            new AlarmWatch(
                store.catalog(),
                () -> purges.status(null).targets(),
                store.damaged(),
                store::check))
        .start();
    if (files.bucket().isEmpty()) {
      // A bucket looks after its own bytes, and reading all of them every hour would be paid for.
      parts.addWorking("scrubber", BackgroundScrubber.start(files));
    }
  }

  private NodeStore openStore() {
    return opening.open(config, StoreOptions.DEFAULTS.withClock(world.clock()));
  }

  /** Begins what is done at intervals. */
  private void keepUp(Threads threads, StoreProbe probe) {
    probe.run();
    threads.housekeeping.execute(plane::prepareIdentities);
    var unused =
        threads.housekeeping.scheduleWithFixedDelay(
            Periodic.surviving("looking at the store's disk", probe),
            PROBE_SECONDS,
            PROBE_SECONDS,
            TimeUnit.SECONDS);
    unused =
        threads.housekeeping.scheduleWithFixedDelay(
            Periodic.surviving("the upkeep of tokens and the audit log", plane::tick),
            UPKEEP_SECONDS,
            UPKEEP_SECONDS,
            TimeUnit.SECONDS);
  }

  /** Calls of the control API that other packages than admin bring. */
  private List<ApiRoute> calls(
      RolloutPlane rollouts, Purges purges, Webhooks webhooks, StatsPlane stats) {
    List<ApiRoute> calls = new ArrayList<>(rollouts.calls());
    calls.addAll(PurgeCalls.routes(purges));
    calls.addAll(NotifyCalls.routes(webhooks, world.clock()));
    calls.addAll(stats.calls(config.limits().uploadBytes()));
    return calls;
  }

  private AccessLog openAccessLog(Metrics metrics) {
    OutputStream out =
        switch (config.logs().access()) {
          case FILE -> Logging.accessFile(config.logs(), Logging.folder(config), world.clock());
          case STDOUT -> new FileOutputStream(FileDescriptor.out);
          case OFF -> null;
        };
    boolean json = config.logs().format() != LogsConfig.Format.TEXT;
    if (out == null) {
      return null;
    }
    AccessLog log = new AccessLog(out, json, metrics, world.clock());
    return parts.add("access log", log, () -> log.close(stop.left(STOP)));
  }

  /**
   * Takes up what may change while the origin runs: certificate, tokens, files of the access log.
   * Blocks; one thread at a time.
   *
   * @param fresh the settings as they are now
   * @param adminToken the administrator's token as it is set now, or null
   * @param done is told what was done, in sentences for the log
   * @param attention likewise what a person must look at, such as settings that need a restart
   */
  public void reload(
      OriginConfig fresh, String adminToken, Consumer<String> done, Consumer<String> attention) {
    reloading.run(fresh, adminToken, done, attention);
  }

  /**
   * What is not well and does not keep the origin from running, in sentences for the terminal of
   * whoever started it and for the log, e.g. {@code certificate (/etc/tls/chat.pem): the
   * certificate expired on 2026-11-01, …}. Unlike those of {@code /health} they name files.
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    health
        .troubles()
        .forEach(
            (part, detail) ->
                warnings.add(
                    part.equals(Observed.CERTIFICATE)
                        ? part + " (" + config.tls().certificate() + "): " + detail
                        : part + ": " + detail));
    return warnings;
  }

  /** One line that names both listeners. */
  public String ready() {
    return "widget-origin "
        + world.version()
        + " is ready: delivery on "
        + deliveryUrl()
        + ", control on "
        + controlUrl();
  }

  public String deliveryUrl() {
    return listeners.deliveryUrl();
  }

  public String controlUrl() {
    return listeners.controlUrl();
  }

  int deliveryPort() {
    return listeners.deliveryPort();
  }

  int controlPort() {
    return listeners.controlPort();
  }

  OriginConfig config() {
    return config;
  }

  /**
   * Says "not ready", cancels publishes that are being compressed, lets requests under way finish,
   * and stops everything: after {@code shutdown.delay}, within {@code shutdown.drain} and 5 s.
   */
  @Override
  public void close() {
    if (listeners != null) {
      LOG.info("draining");
      health.draining();
      pause();
      stop.begin(config.shutdown().drain().plus(GRACE));
      // First: what a publish has done by now is lost anyway, and its client can repeat it.
      plane.cutShort();
      listeners.drain(config.shutdown().drain());
    } else {
      stop.begin(GRACE);
    }
    parts.close();
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(config.shutdown().delay().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
