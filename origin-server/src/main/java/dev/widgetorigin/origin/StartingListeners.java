package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.http.listener.EventLoops;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.observe.LoopbackGuard;
import dev.widgetorigin.origin.observe.health.Health;
import dev.widgetorigin.origin.observe.health.HealthHandler;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.StandardHeaders;
import java.time.Duration;

/**
 * Both ports of a node that has not seen its bucket since it was started: {@code /-/livez} is 200,
 * so that nobody kills it; {@code /-/readyz}, {@code /health} and everything else are 503.
 */
final class StartingListeners {
  private static final Duration STOP = Duration.ofSeconds(1);

  /** In bytes; no file is read before there is a store. */
  private static final long READS = 1 << 20;

  private static final Problem STARTING =
      Problem.of(
          503,
          "Starting",
          "This node has not seen its bucket since it was started, and can answer nothing before."
              + " Ask another node, or again later; /health says since when it waits.");

  private StartingListeners() {}

  /** What was opened is in {@code parts} even where this throws. */
  static void open(Parts parts, OriginConfig config, World world) {
    EventLoops loops = EventLoops.start(config.http(), READS);
    parts.add("event loops", loops, () -> loops.close(STOP));
    Health health = health(world);

    StandardHeaders control = StandardHeaders.control();
    ProblemReplies problems = new ProblemReplies(control, config.cache());
    Handler answers = answers(health, Health.Need.CHANGES, control, problems);
    Handler guarded =
        new LoopbackGuard(config.control().host(), config.control().names(), answers, problems);
    parts.add(
        "control listener",
        listener("control", guarded, problems, config)
            .listen(config.control().listener())
            .http2(config.control().http2())
            .start(loops));

    StandardHeaders delivery = StandardHeaders.delivery(config);
    problems = new ProblemReplies(delivery, config.cache());
    parts.add(
        "delivery listener",
        listener(
                "delivery",
                answers(health, Health.Need.READS, delivery, problems),
                problems,
                config)
            .listen(config.delivery().listener())
            .http2(config.delivery().http2())
            .tls(config.tls())
            .start(loops));
  }

  private static Health health(World world) {
    Health.State waiting =
        Health.State.down(
            "the bucket has not answered since this node was started at "
                + world.clock().instant()
                + ": nothing is served. The error log says why");
    return new Health(world.version()).with("bucket", Health.Need.READS, () -> waiting);
  }

  private static Handler answers(
      Health health, Health.Need work, StandardHeaders headers, ProblemReplies problems) {
    return new HealthHandler(health, work, headers, problems)
        .routes()
        .otherwise((request, responder) -> responder.send(problems.reply(STARTING, request)));
  }

  private static Listener.Builder listener(
      String name, Handler handler, ProblemReplies problems, OriginConfig config) {
    return Listener.builder(name, handler, problems)
        .http(config.http())
        .limits(config.limits())
        .uploads(UploadPolicy.inMemory(0).withGate(handler::admit));
  }
}
