package dev.widgetorigin.origin;

import dev.widgetorigin.origin.changes.ChannelMover;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.loader.LoaderCalls;
import dev.widgetorigin.origin.loader.LoaderHandler;
import dev.widgetorigin.origin.loader.LoaderOffers;
import dev.widgetorigin.origin.rollout.RolloutCalls;
import dev.widgetorigin.origin.rollout.RolloutEngine;
import dev.widgetorigin.origin.rollout.RolloutEvents;
import dev.widgetorigin.origin.rollout.Rollouts;
import dev.widgetorigin.origin.rollout.outcome.OtherNodes;
import dev.widgetorigin.origin.rollout.outcome.OutcomeHandler;
import dev.widgetorigin.origin.rollout.outcome.OutcomeWindows;
import dev.widgetorigin.origin.rollout.outcome.TallyExchange;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.async.Periodic;
import dev.widgetorigin.store.Store;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Progressive delivery, put together: rollouts, what browsers report of them, following channels,
 * and the loader.
 */
final class RolloutPlane {
  private static final Duration STOP = Duration.ofSeconds(5);

  /** How often it is looked whether a following channel is due. */
  private static final long CHANNELS_MILLIS = 1000;

  private final OriginConfig config;
  private final RolloutEngine engine;
  private final ChannelMover channels;
  private final Rollouts rollouts;
  private final OutcomeHandler outcomes;
  private final LoaderHandler loader;
  private final Store store;
  private final BrokenVersions broken;
  private final InstantSource clock;

  /** Its own, for a move waits for the disk. */
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("rollouts", true));

  /**
   * @param broken what loaders of aliases leave
   * @param key signs loaders
   */
  RolloutPlane(Foundation base, Threads threads, BrokenVersions broken, OriginKey key) {
    Parts parts = base.parts();
    World world = base.world();
    RolloutEvents events = base.metrics().rollouts();
    this.config = base.config();
    this.store = base.store();
    this.broken = broken;
    this.clock = world.clock();
    parts.add("rollout timer", ticker, () -> finish(ticker, base.stop()));
    OutcomeWindows windows = windows(config, world, store);
    OtherNodes others = others(windows, world, store);
    engine =
        parts.addWorking(
            "rollout engine",
            new RolloutEngine(
                store.catalog(), windows, config.rollout(), world.clock(), events, others));
    channels = parts.addWorking("channels", new ChannelMover(store.catalog(), world.clock()));
    rollouts =
        new Rollouts(
            store.catalog(),
            windows,
            config.rollout(),
            world.clock(),
            world.random()::nextInt,
            new LoaderOffers(store, broken)::whyNot);
    outcomes = new OutcomeHandler(store.catalog(), windows, config, world.clock(), events);
    loader =
        new LoaderHandler(
            store,
            broken,
            base.metrics().delivery(),
            config,
            threads.loaders,
            Threads.LOADERS_WAITING,
            threads.deadlines,
            key);
  }

  private static OutcomeWindows windows(OriginConfig config, World world, Store store) {
    return store.tallies().isEmpty()
        ? new OutcomeWindows(config.rollout(), world.ticker())
        : OutcomeWindows.shared(
            config.rollout(), world.ticker(), store.node(), world.clock().instant());
  }

  private static OtherNodes others(OutcomeWindows windows, World world, Store store) {
    return store
        .tallies()
        .<OtherNodes>map(
            tallies ->
                new TallyExchange(
                    tallies,
                    windows,
                    world.ticker(),
                    HexFormat.of().toHexDigits(world.random().nextInt())))
        .orElse(OtherNodes.NONE);
  }

  void start() {
    long tick = config.rollout().tick().toMillis();
    var unused =
        ticker.scheduleWithFixedDelay(
            Periodic.surviving("looking at rollouts", engine::tick),
            tick,
            tick,
            TimeUnit.MILLISECONDS);
    unused =
        ticker.scheduleWithFixedDelay(
            Periodic.surviving("moving following channels", channels::tick),
            0,
            CHANNELS_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** Calls of the control API. */
  List<ApiRoute> calls() {
    List<ApiRoute> calls = new ArrayList<>(RolloutCalls.routes(rollouts));
    calls.addAll(LoaderCalls.routes(store, broken, clock));
    return calls;
  }

  /** Answers {@code /-/outcome} of the delivery listener. */
  Handler outcomes() {
    return outcomes;
  }

  /** Answers {@code /-/loader/…} of the delivery listener. */
  Handler loader() {
    return loader;
  }

  /** Lets a move that has begun be written. */
  private static void finish(ScheduledExecutorService ticker, StopDeadline stop)
      throws InterruptedException {
    ticker.shutdown();
    boolean unused = ticker.awaitTermination(stop.left(STOP).toMillis(), TimeUnit.MILLISECONDS);
  }
}
