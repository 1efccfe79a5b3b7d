package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.console.Console;
import dev.widgetorigin.origin.delivery.AssetHandler;
import dev.widgetorigin.origin.delivery.body.PeerBlobs;
import dev.widgetorigin.origin.delivery.route.BadPath;
import dev.widgetorigin.origin.delivery.route.ImportMapPath;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.loader.LoaderHandler;
import dev.widgetorigin.origin.observe.LoopbackGuard;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.observe.MetricsHandler;
import dev.widgetorigin.origin.observe.health.Health;
import dev.widgetorigin.origin.observe.health.HealthHandler;
import dev.widgetorigin.origin.rollout.outcome.OutcomeHandler;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Routes;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.Deferred;
import java.util.function.IntSupplier;

/** Which path is answered by whom, on either listener. */
final class ListenerRoutes {
  private final OriginConfig config;
  private final Handler home;
  private final Metrics metrics;
  private final Health health;
  private final Deferred scraping;
  private final AssetHandler assets;
  private final RolloutPlane rollouts;
  private final ControlPlane plane;

  /**
   * @param scraping where metrics are collected
   */
  ListenerRoutes(
      Foundation base,
      Health health,
      Deferred scraping,
      AssetHandler assets,
      RolloutPlane rollouts,
      ControlPlane plane) {
    this.config = base.config();
    this.home = base.world().home();
    this.metrics = base.metrics();
    this.health = health;
    this.scraping = scraping;
    this.assets = assets;
    this.rollouts = rollouts;
    this.plane = plane;
  }

  Handler delivery() {
    StandardHeaders headers = StandardHeaders.delivery(config);
    ProblemReplies problems = new ProblemReplies(headers, config.cache());
    Routes.Table table = new HealthHandler(health, Health.Need.READS, headers, problems).routes();
    table
        .prefix(PeerBlobs.PREFIX, assets.blobs())
        .prefix(ImportMapPath.PREFIX, assets.importMaps())
        .prefix(LoaderHandler.PREFIX, rollouts.loader())
        .exact(OutcomeHandler.PATH, rollouts.outcomes());
    if (home != null) {
      table.exact("/", home);
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
   * @param deliveryPort that of the delivery listener; asked for when a page of the console is made
   */
  Handler control(IntSupplier deliveryPort) {
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
                plane.console(asked -> filesFor(asked, deliveryPort.getAsInt()), health::troubles))
            .otherwise(
                nothing(
                    "There is nothing at this path of the control listener: it has the control API"
                        + " at /-/api/v1/, npm's registry at /-/npm/, and the console at"
                        + " /-/console/. Files of widgets are on the delivery listener.",
                    problems));
    return new LoopbackGuard(config.control().host(), config.control().names(), all, problems);
  }

  /** What the control listener does with content; {@code calls} is what it answers. */
  UploadPolicy controlUploads(Handler calls) {
    return plane.uploads(calls);
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
