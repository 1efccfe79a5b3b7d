package dev.widgetorigin.origin.purge;

import dev.widgetorigin.origin.changes.Precondition;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.PurgeTargetConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.provider.Provider;
import dev.widgetorigin.origin.purge.provider.Providers;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.Widget;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** All edges that are purged and looked at. Costs nothing where none is configured. */
public final class Purges implements Stoppable {
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Store store;
  private final PurgePlanner planner;
  private final List<PurgeTarget> targets = new ArrayList<>();
  private final List<EdgeWatch> watches = new ArrayList<>();

  private Purges(Store store, PurgePlanner planner) {
    this.store = store;
    this.planner = planner;
  }

  /**
   * Begins. Throws ConfigException where a secret is missing. Whatever it throws, nothing is left
   * running.
   *
   * @param ticker nanoseconds from anywhere, by which things are due
   * @param secrets by the name of their variable; null where it is not set
   */
  public static Purges start(
      OriginConfig config,
      Store store,
      InstantSource clock,
      LongSupplier ticker,
      SecureRandom random,
      Function<String, String> secrets) {
    Purges purges = new Purges(store, new PurgePlanner(config.assets().mappedPaths()));
    boolean begun = false;
    try {
      purges.begin(config, new Clocks(clock, ticker), random, secrets);
      begun = true;
      return purges;
    } finally {
      if (!begun) {
        purges.close();
      }
    }
  }

  private void begin(
      OriginConfig config, Clocks clocks, SecureRandom random, Function<String, String> secrets) {
    if (!config.purge().targets().isEmpty()) {
      Nodes nodes = Nodes.of(store, config.store().poll(), clocks);
      PublicUrl shown = config.delivery().publicUrl();
      String mount = shown == null ? "" : shown.path();
      Providers providers = new Providers(secrets, clocks.wall(), () -> uuid(random), mount);
      for (PurgeTargetConfig target : config.purge().targets()) {
        add(target, providers.of(target), nodes, clocks, random);
      }
      targets.forEach(target -> target.start(store));
    }
    if (!config.purge().check().isEmpty()) {
      EdgeClient client = new EdgeClient(LOOK);
      for (String url : config.purge().check()) {
        Duration timeout = config.purge().checkTimeout();
        watches.add(new EdgeWatch(url, watchName(url), timeout, client, planner, store, clocks));
      }
      watches.forEach(EdgeWatch::start);
    }
  }

  private void add(
      PurgeTargetConfig target,
      Provider provider,
      Nodes nodes,
      Clocks clocks,
      SecureRandom random) {
    targets.add(
        new PurgeTarget(
            target.name(),
            target.type().text(),
            provider,
            planner,
            nodes,
            store.sharedCursor(PurgeTarget.followerName(target.name())),
            clocks,
            random::nextDouble));
  }

  private static UUID uuid(SecureRandom random) {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** The same for the same URL, after any restart. */
  private static String watchName(String url) {
    String host = URI.create(url).getHost().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
    String hash = Digest.sha256(url.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 8);
    return "look-" + host.substring(0, Math.min(24, host.length())) + "-" + hash;
  }

  /** How all stands; {@code widget} null is without what was seen of one. */
  public PurgeStatus status(WidgetName widget) {
    return new PurgeStatus(
        targets.stream().map(target -> target.status(widget)).toList(),
        watches.stream().map(watch -> watch.status(widget)).toList());
  }

  /**
   * A person asks that edges forget these tags of a widget. It is a change like any other, so that
   * it is not lost, whatever becomes of this process. Throws ProblemException where there is no
   * such widget, or it is not as the precondition has it.
   *
   * @return the change's number
   */
  long ask(
      WidgetName widget, List<String> tags, String who, String why, Precondition precondition) {
    return store
        .catalog()
        .commit(
            who,
            why,
            now -> {
              Widget known =
                  now.widget(widget)
                      .orElseThrow(
                          () -> ProblemException.notFound("There is no widget '" + widget + "'."));
              precondition.check(known);
              return List.of(new Change.PurgeAsked(widget, tags));
            })
        .orElseThrow()
        .sequence();
  }

  /** Whether there is anything to purge or to look at. */
  public boolean any() {
    return !targets.isEmpty() || !watches.isEmpty();
  }

  boolean knows(WidgetName widget) {
    return store.catalog().snapshot().widget(widget).isPresent();
  }

  @Override
  public void stop() {
    all().forEach(Stoppable::stop);
  }

  @Override
  public void close(Duration atMost) {
    Stoppable.closeAll(all(), atMost);
  }

  private List<Stoppable> all() {
    List<Stoppable> all = new ArrayList<>(targets);
    all.addAll(watches);
    return all;
  }
}
