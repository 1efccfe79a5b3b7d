package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.listener.ListenerConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.console.Console;
import dev.widgetorigin.origin.delivery.AssetHandler;
import dev.widgetorigin.origin.delivery.body.PeerBlobs;
import dev.widgetorigin.origin.delivery.route.BadPath;
import dev.widgetorigin.origin.delivery.route.ImportMapPath;
import dev.widgetorigin.origin.http.listener.EventLoops;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.loader.LoaderHandler;
import dev.widgetorigin.origin.observe.LoopbackGuard;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.observe.MetricsHandler;
import dev.widgetorigin.origin.observe.health.Health;
import dev.widgetorigin.origin.observe.health.HealthHandler;
import dev.widgetorigin.origin.observe.logs.AccessLog;
import dev.widgetorigin.origin.rollout.outcome.OutcomeHandler;
import dev.widgetorigin.origin.web.ExchangeEvents;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Routes;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.TrustedProxies;
import dev.widgetorigin.origin.web.async.Deferred;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The two ports, put together: which path is answered by whom, and who is told of it. */
final class Listeners {
  private final OriginConfig config;
  private final Listener control;
  private final Listener delivery;

  private Listeners(OriginConfig config, Listener control, Listener delivery) {
    this.config = config;
    this.control = control;
    this.delivery = delivery;
  }

  /**
   * Collects what requests are answered by, and opens the ports.
   *
   * @param accessLog null where there is none
   * @param scraping where metrics are collected
   */
  record Opening(
      OriginConfig config,
      World world,
      Health health,
      Metrics metrics,
      AccessLog accessLog,
      Deferred scraping) {

    /** Opens both ports. What was opened is in {@code parts} even where this throws. */
    Listeners open(
        Parts parts,
        EventLoops loops,
        AssetHandler assets,
        RolloutPlane rollouts,
        ControlPlane plane) {
      AtomicInteger port = new AtomicInteger();
      Handler calls = controlHandler(plane, port);
      Listener control =
          parts.add(
              "control listener",
              listener("control", calls, StandardHeaders.control())
                  .listen(config.control().listener())
                  .http2(config.control().http2())
                  .uploads(plane.uploads(calls))
                  .proxies(new TrustedProxies(config.control().trustedProxies()))
                  .observer(observer(metrics.controlRequests(), "control"))
                  .start(loops));
      Handler files = deliveryHandler(assets, rollouts);
      Listener delivery =
          parts.add(
              "delivery listener",
              listener("delivery", files, StandardHeaders.delivery(config))
                  .listen(config.delivery().listener())
                  .http2(config.delivery().http2())
                  .tls(config.tls())
                  .uploads(UploadPolicy.inMemory(OutcomeHandler.MOST).withGate(files::admit))
                  .proxies(TrustedProxies.ofDelivery(config))
                  .observer(observer(metrics.deliveryRequests(), "delivery"))
                  .start(loops));
      port.set(delivery.address().getPort());
      return new Listeners(config, control, delivery);
    }

    private Listener.Builder listener(String name, Handler handler, StandardHeaders headers) {
      return Listener.builder(name, handler, new ProblemReplies(headers, config.cache()))
          .http(config.http())
          .limits(config.limits())
          .clock(world.clock())
          .events(metrics.connections(name));
    }

    /** Counting and, where there is an access log, its line. */
    private ExchangeEvents observer(ExchangeEvents meters, String listener) {
      if (accessLog == null) {
        return meters;
      }
      ExchangeEvents lines = accessLog.observer(listener);
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
      Routes.Table table = new HealthHandler(health, Health.Need.READS, headers, problems).routes();
      table
          .prefix(PeerBlobs.PREFIX, assets.blobs())
          .prefix(ImportMapPath.PREFIX, assets.importMaps())
          .prefix(LoaderHandler.PREFIX, rollouts.loader())
          .exact(OutcomeHandler.PATH, rollouts.outcomes());
      if (world.home() != null) {
        table.exact("/", world.home());
      }
      String unknown =
          "There is nothing at this path: those that begin with /-/ are the origin's own. A file of a"
              + " widget is at /{widget}/{version}/{file}.";
      Problem none = Problem.of(404, "Not found", unknown);
      Handler reserved =
          (request, responder) ->
              responder.send(problems.reply(BadPath.problemOf(request.path(), none), request));
      return table.prefix("/-/", reserved).otherwise(assets);
    }

    /**
     * @param port of the delivery listener, once it is open
     */
    private Handler controlHandler(ControlPlane plane, AtomicInteger port) {
      StandardHeaders headers = StandardHeaders.control();
      ProblemReplies problems = new ProblemReplies(headers, config.cache());
      Handler scrapes = new MetricsHandler(metrics, headers, problems, scraping);
      Handler all =
          new HealthHandler(health, Health.Need.CHANGES, headers, problems)
              .routes()
              .exact("/metrics", scrapes)
              .prefix(ControlPlane.API, plane.api())
              .prefix(ControlPlane.NPM, plane.npm())
              .prefix(
                  Console.ROOT,
                  plane.console(asked -> filesFor(asked, port.get()), health::troubles))
              .otherwise(
                  nothing(
                      "There is nothing at this path of the control listener: it has the control API"
                          + " at /-/api/v1/, npm's registry at /-/npm/, and the console at"
                          + " /-/console/. Files of widgets are on the delivery listener.",
                      problems));
      return new LoopbackGuard(config.control().host(), config.control().names(), all, problems);
    }

    /** What URLs of files begin with: as the operator says, or on the host that was asked. */
    private String filesFor(PublicUrl asked, int port) {
      if (config.delivery().publicUrl() != null) {
        return config.delivery().publicUrl().toString();
      }
      String host = asked.authority().replaceFirst(":\\d*$", "");
      return (config.tls().enabled() ? "https" : "http") + "://" + host + ":" + port;
    }

    private static Handler nothing(String why, ProblemReplies problems) {
      Problem problem = Problem.of(404, "Not found", why);
      return (request, responder) -> responder.send(problems.reply(problem, request));
    }
  }

  /** Closes the ports and lets answers under way finish, for that long at most. */
  void drain(Duration atMost) {
    Listener.drain(atMost, delivery, control);
  }

  Listener delivery() {
    return delivery;
  }

  String deliveryUrl() {
    return url(
        config.tls().enabled() ? "https" : "http", config.delivery().listener(), deliveryPort());
  }

  String controlUrl() {
    return url("http", config.control().listener(), controlPort());
  }

  int deliveryPort() {
    return delivery.address().getPort();
  }

  int controlPort() {
    return control.address().getPort();
  }

  /** The host as it was configured: a bound wildcard address says nothing more. */
  private static String url(String scheme, ListenerConfig listener, int port) {
    String host = listener.host();
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
