package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.ListenerConfig;
import dev.widgetorigin.origin.config.LogsConfig;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.AssetHandler;
import dev.widgetorigin.origin.http.listener.EventLoops;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.observe.LoopbackGuard;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.observe.MetricsHandler;
import dev.widgetorigin.origin.observe.StoreMeters;
import dev.widgetorigin.origin.observe.TimedStore;
import dev.widgetorigin.origin.observe.health.BucketReport;
import dev.widgetorigin.origin.observe.health.CertificateHealth;
import dev.widgetorigin.origin.observe.health.DamageReport;
import dev.widgetorigin.origin.observe.health.FollowerReport;
import dev.widgetorigin.origin.observe.health.Health;
import dev.widgetorigin.origin.observe.health.HealthHandler;
import dev.widgetorigin.origin.observe.health.StoreDisk;
import dev.widgetorigin.origin.observe.health.StoreProbe;
import dev.widgetorigin.origin.observe.logs.AccessLog;
import dev.widgetorigin.origin.observe.logs.Logging;
import dev.widgetorigin.origin.publish.PublishEvents;
import dev.widgetorigin.origin.rollout.OutcomeHandler;
import dev.widgetorigin.origin.web.ExchangeEvents;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Routes;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.TrustedProxies;
import dev.widgetorigin.origin.web.async.Periodic;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.folder.FileStore;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.upkeep.Patrol;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running origin: the one place where every part is made, in the order in which each needs the
 * one before it. {@link #close} takes them down in reverse.
 */
public final class OriginServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OriginServer.class);
  private static final int PROBE_SECONDS = 5;
  private static final int UPKEEP_SECONDS = 60;

  /** Settings that {@link #reload} takes up. */
  private static final List<String> RELOADED = List.of("tokens", "logs.level");

  /** For all parts together, after draining. */
  private static final Duration GRACE = Duration.ofSeconds(4);

  /**
   * What comes from outside the configuration.
   *
   * @param adminToken the administrator's token as the operator set it, or null
   * @param version of this build
   * @param home answers {@code /} of the delivery listener, or null: there is nothing to see there
   */
  public record World(
      String adminToken, String version, InstantSource clock, SecureRandom random, Handler home) {}

  private final OriginConfig config;
  private final World world;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final StopDeadline stop = new StopDeadline(System::nanoTime);
  private Health health;
  private volatile Listener delivery;
  private Listener control;
  private ControlPlane plane;
  private AccessLog accessLog;

  private OriginServer(OriginConfig config, World world) {
    this.config = config;
    this.world = world;
  }

  /**
   * Starts everything and opens both ports. Throws StoreException where the store cannot be opened,
   * IllegalStateException where a port cannot be; then nothing is left running.
   */
  public static OriginServer start(OriginConfig config, World world) {
    OriginServer server = new OriginServer(Descriptors.ofThisProcess().fit(config), world);
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

  private void start() {
    DirectMemory memory = DirectMemory.ofThisJvm();
    memory.requireRoom(config.cache());
    Threads threads = opened(new Threads(stop));
    FileStore files =
        opened(
            StoreOpening.open(
                config.store(), StoreOptions.DEFAULTS.withClock(world.clock()), world.version()));
    Health.State natives = NativeLibraries.load(config.store().path().resolve(StoreLayout.NATIVE));
    StoreProbe probe =
        new StoreProbe(
            new StoreDisk(config.store().path().resolve(vouching(files)), files.staging()));
    DamageReport damage = new DamageReport(files);
    BucketReport bucket = new BucketReport(files);
    FollowerReport followers = new FollowerReport(files.catalog());
    health =
        new Health(world.version())
            .with("store", Health.Need.READS, probe::reads)
            .with("disk", Health.Need.CHANGES, probe::changes)
            .with("natives", Health.Need.CHANGES, () -> natives)
            .with("bundles", Health.Need.ATTENTION, damage)
            .with("followers", Health.Need.ATTENTION, followers);
    if (files.bucket().isPresent()) {
      health.with("bucket", Health.Need.ATTENTION, bucket);
    }
    CertificateHealth certificate =
        new CertificateHealth(
            () -> delivery == null ? null : delivery.certificateExpiry(), world.clock());
    if (config.tls().enabled()) {
      health.with("certificate", Health.Need.ATTENTION, certificate::state);
    }
    if (!natives.up()) {
      LOG.error("{}", natives.detail());
    }
    AssetHandler[] assets = new AssetHandler[1];
    Metrics metrics =
        new Metrics(world.version(), files.catalog()::snapshot, () -> assets[0].cacheFigures())
            .with(probe::addTo)
            .with(damage::addTo)
            .with(followers::addTo)
            .with(bucket::addTo)
            .with(certificate::addTo);
    Store store = new TimedStore(files, metrics.store());
    assets[0] =
        opened(
            new AssetHandler(
                store,
                config,
                threads.reads,
                threads.deadlines,
                world.clock(),
                metrics.delivery()));
    accessLog = openAccessLog(metrics);
    EventLoops loops = opened(EventLoops.start(config.http(), memory.forReads(config.cache())));
    RolloutPlane rollouts =
        opened(
            new RolloutPlane(
                config,
                world,
                store,
                threads.loaders,
                threads.deadlines,
                metrics.rollouts(),
                stop));
    plane =
        opened(
            new ControlPlane(
                config,
                world,
                store,
                outcome -> metrics.store().published(outcome(outcome)),
                metrics.refusals(),
                rollouts.calls(),
                assets[0].openFiles(),
                stop));
    Handler calls = controlHandler(metrics, threads, plane);
    control =
        opened(
            listener("control", calls, StandardHeaders.control())
                .listen(config.control().listener())
                .http2(config.control().http2())
                .uploads(plane.uploads(calls))
                .events(metrics.connections("control"))
                .observer(
                    both(
                        metrics.controlRequests(),
                        accessLog,
                        "control",
                        new TrustedProxies(config.control().trustedProxies())))
                .start(loops));
    Handler assetsAndMore = deliveryHandler(assets[0], rollouts);
    delivery =
        opened(
            listener("delivery", assetsAndMore, StandardHeaders.delivery(config))
                .listen(config.delivery().listener())
                .http2(config.delivery().http2())
                .tls(config.tls())
                .uploads(UploadPolicy.inMemory(OutcomeHandler.MOST).withGate(assetsAndMore::admit))
                .events(metrics.connections("delivery"))
                .observer(
                    both(
                        metrics.deliveryRequests(),
                        accessLog,
                        "delivery",
                        TrustedProxies.ofDelivery(config)))
                .start(loops));
    ListenersFile.write(config.store().path(), this);
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
    rollouts.start();
    if (files.bucket().isEmpty()) {
      // A bucket looks after its own bytes, and reading all of them every hour would be paid for.
      opened(Patrol.start(files));
    }
    health.started();
  }

  /** A small file of the folder that is always there. */
  private static String vouching(FileStore files) {
    return files.bucket().isPresent() ? StoreLayout.NODE : StoreLayout.FORMAT;
  }

  private Listener.Builder listener(String name, Handler handler, StandardHeaders headers) {
    return Listener.builder(name, handler, new ProblemReplies(headers, config.cache()))
        .http(config.http())
        .limits(config.limits())
        .clock(world.clock());
  }

  /** Counting and, where there is an access log, its line. */
  private static ExchangeEvents both(
      ExchangeEvents meters, AccessLog log, String listener, TrustedProxies proxies) {
    if (log == null) {
      return meters;
    }
    ExchangeEvents lines = log.observer(listener, proxies);
    return (request, reply, bytes, nanos) -> {
      try {
        meters.completed(request, reply, bytes, nanos);
      } finally {
        lines.completed(request, reply, bytes, nanos);
      }
    };
  }

  private Handler deliveryHandler(AssetHandler assets, RolloutPlane rollouts) {
    StandardHeaders headers = StandardHeaders.delivery(config);
    ProblemReplies problems = new ProblemReplies(headers, config.cache());
    Routes.Table table = healthRoutes(Health.Need.READS, headers, problems);
    table
        .prefix("/-/blobs/sha256/", assets.blobs())
        .prefix("/-/loader/", rollouts.loader())
        .exact(OutcomeHandler.PATH, rollouts.outcomes());
    if (world.home() != null) {
      table.exact("/", world.home());
    }
    return table
        .prefix("/-/", (request, responder) -> responder.send(problems.reply(nothing(), request)))
        .otherwise(assets);
  }

  private Handler controlHandler(Metrics metrics, Threads threads, ControlPlane plane) {
    StandardHeaders headers = StandardHeaders.control();
    ProblemReplies problems = new ProblemReplies(headers, config.cache());
    Handler scrapes = new MetricsHandler(metrics, headers, problems, threads.observing());
    return healthRoutes(Health.Need.CHANGES, headers, problems)
        .exact("/metrics", new LoopbackGuard(config.control().host(), scrapes, problems))
        .prefix(ControlPlane.API, plane.api())
        .prefix(ControlPlane.NPM, plane.npm())
        .otherwise((request, responder) -> responder.send(problems.reply(nothing(), request)));
  }

  private static StoreMeters.PublishResult outcome(PublishEvents.Result result) {
    return StoreMeters.PublishResult.valueOf(result.name());
  }

  private Routes.Table healthRoutes(
      Health.Need work, StandardHeaders headers, ProblemReplies problems) {
    HealthHandler answers = new HealthHandler(health, work, headers, problems);
    return Routes.table()
        .exact("/-/livez", answers::live)
        .exact("/-/readyz", answers::ready)
        .exact("/health", answers::health);
  }

  private static Problem nothing() {
    return Problem.of(404, "Not found", "Nothing lives at this path of the origin itself.");
  }

  private AccessLog openAccessLog(Metrics metrics) {
    OutputStream out =
        switch (config.logs().access()) {
          case FILE -> Logging.accessFile(config.logs(), logFolder(config), world.clock());
          case STDOUT -> new FileOutputStream(FileDescriptor.out);
          case OFF -> null;
        };
    boolean json = config.logs().format() != LogsConfig.Format.TEXT;
    return out == null ? null : opened(new AccessLog(out, json, metrics, world.clock()));
  }

  /** Where rolled logs are. */
  public static Path logFolder(OriginConfig config) {
    return config.logs().folder() == null
        ? config.store().path().resolve(StoreLayout.LOGS)
        : config.logs().folder();
  }

  /**
   * Takes up what may change while the origin runs: certificate, tokens, files of the access log.
   * Blocks; one thread at a time.
   *
   * @param fresh the settings as they are now
   * @param adminToken the administrator's token as it is set now, or null
   * @return what was done and what needs a restart, in sentences for the log
   */
  public List<String> reload(OriginConfig fresh, String adminToken) {
    List<String> done = new ArrayList<>();
    if (config.tls().enabled()) {
      delivery.reloadCertificate();
      done.add("the certificate was read again");
    }
    if (accessLog != null) {
      accessLog.reopen();
    }
    done.add("log files were opened again, with logs.level " + fresh.logs().level());
    try {
      plane.reload(adminToken, fresh.tokens());
      done.add("tokens were read again");
    } catch (IllegalStateException e) {
      done.add(e.getMessage());
    }
    List<String> changed = config.changed(fresh.fittedTo(Descriptors.ofThisProcess().limit()));
    changed.removeAll(RELOADED);
    if (!changed.isEmpty()) {
      done.add("these settings have changed and need a restart: " + String.join(", ", changed));
    }
    return done;
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
    return url(
        config.tls().enabled() ? "https" : "http", config.delivery().listener(), deliveryPort());
  }

  public String controlUrl() {
    return url("http", config.control().listener(), controlPort());
  }

  int deliveryPort() {
    return delivery.address().getPort();
  }

  int controlPort() {
    return control.address().getPort();
  }

  OriginConfig config() {
    return config;
  }

  /** The host as it was configured: a bound wildcard address says nothing more. */
  private static String url(String scheme, ListenerConfig listener, int port) {
    String host = listener.host();
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /**
   * Says "not ready", cancels publishes that are being compressed, lets requests under way finish,
   * and stops everything: after {@code shutdown.delay}, within {@code shutdown.drain} and 5 s.
   */
  @Override
  public void close() {
    if (delivery != null) {
      LOG.info("draining");
      health.draining();
      pause();
      stop.begin(config.shutdown().drain().plus(GRACE));
      // First: what a publish has done by now is lost anyway, and its client can repeat it.
      plane.cancelPublishes();
      Listener.drain(config.shutdown().drain(), delivery, control);
    }
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception | Error e) {
        LOG.warn("{} did not close", part.getClass().getSimpleName(), e);
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(config.shutdown().delay().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
