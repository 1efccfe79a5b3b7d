package dev.widgetorigin.origin.purge;

import dev.widgetorigin.origin.purge.PurgeStatus.Sighting;
import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.web.async.FollowingWorker;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.LogFollower.Position;
import dev.widgetorigin.store.LowWaterMark;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Manifest;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through one public host, as a browser would, until each alias that moved answers what it
 * should. It sees the part of a CDN that is nearest to it, not all of it. On a thread of its own.
 */
final class EdgeWatch implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeWatch.class);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Duration LATE = Duration.ofSeconds(30);

  /** Of one change so many aliases are looked at: latest, channels and pins, the newest ranges. */
  private static final int MOST_OF_A_CHANGE = 20;

  private static final int REMEMBERED = 2000;

  private final String url;
  private final URI base;
  private final Duration timeout;
  private final EdgeClient client;
  private final PurgePlanner planner;
  private final Store store;
  private final Clocks clocks;
  private final LowWaterMark cursor;
  private final FollowingWorker worker;
  private final Map<WatchedAlias.Key, WatchedAlias> watches = new LinkedHashMap<>();

  EdgeWatch(
      String url,
      String name,
      Duration timeout,
      EdgeClient client,
      PurgePlanner planner,
      Store store,
      Clocks clocks) {
    this.url = url;
    this.base = URI.create(url);
    this.timeout = timeout;
    this.client = client;
    this.planner = planner;
    this.store = store;
    this.clocks = clocks;
    this.cursor = new LowWaterMark(store.cursor(name), this::oldest);
    this.worker =
        new FollowingWorker(name, cursor, this::committed, "looking at " + url, this, this::round);
  }

  void start() {
    worker.start(store.catalog());
  }

  private synchronized Position oldest() {
    Position oldest = null;
    for (WatchedAlias watch : watches.values()) {
      if (watch.rightSince == null
          && (oldest == null || watch.before.sequence() < oldest.sequence())) {
        oldest = watch.before;
      }
    }
    return oldest;
  }

  private void committed(Commit commit) {
    List<PurgePlan> plans = planner.plan(commit);
    Position before = cursor.heard();
    synchronized (this) {
      for (PurgePlan plan : before == null ? List.<PurgePlan>of() : plans) {
        plan.moved().stream()
            .limit(MOST_OF_A_CHANGE)
            .forEach(
                alias -> {
                  WatchedAlias.Key key = new WatchedAlias.Key(plan.widget(), alias);
                  watches.remove(key);
                  AliasAnswer expected = expected(commit.after(), key);
                  watches.put(key, new WatchedAlias(key, before, commit, expected, clocks.nanos()));
                });
      }
      forget();
      notifyAll();
    }
    cursor.heard(new Position(commit.sequence(), commit.batch().id()));
  }

  private void forget() {
    Iterator<WatchedAlias> eldest = watches.values().iterator();
    while (watches.size() > REMEMBERED && eldest.hasNext()) {
      eldest.next();
      eldest.remove();
    }
  }

  private void round() throws InterruptedException {
    WatchedAlias watch = next();
    if (watch != null) {
      lookAlone(watch);
    }
  }

  /** One alias that cannot be looked at must not keep all others from it. */
  private void lookAlone(WatchedAlias watch) throws InterruptedException {
    try {
      look(watch);
    } catch (RuntimeException | Error e) {
      LOG.error(
          "{} {} could not be looked at; it is tried again",
          watch.key.widget(),
          watch.key.alias(),
          e);
      synchronized (this) {
        watch.problem = "the origin made a mistake: " + e.getClass().getSimpleName();
        later(watch);
      }
    }
  }

  /** Null at the end. */
  private synchronized WatchedAlias next() throws InterruptedException {
    while (!worker.isClosed()) {
      long now = clocks.nanos();
      WatchedAlias soonest = null;
      for (WatchedAlias watch : watches.values()) {
        if (watch.rightSince == null && (soonest == null || watch.due - soonest.due < 0)) {
          soonest = watch;
        }
      }
      if (soonest != null && soonest.due - now <= 0) {
        return soonest;
      }
      wait(soonest == null ? 0 : Math.max(1, Duration.ofNanos(soonest.due - now).toMillis()));
    }
    return null;
  }

  private void look(WatchedAlias watch) throws InterruptedException {
    // As the catalog has it now: it may have moved again.
    AliasAnswer expected = expected(store.catalog().snapshot(), watch.key);
    String found = null;
    String problem = "";
    try {
      EdgeClient.Answer answer = client.head(request(watch.key, expected.version()));
      found =
          answer.header("X-Widget-Switched-Off").isPresent()
              ? AliasAnswer.OFF
              : answer.header("X-Resolved-Version").orElse(null);
      if (answer.status() >= 500) {
        problem = base.getHost() + " answered " + answer.status();
      }
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      problem = base.getHost() + " could not be reached: " + e.getMessage();
    }
    found = found != null && found.matches("[0-9A-Za-z.+-]{1,120}") ? found : null;
    saw(watch, expected, found, problem);
  }

  private void saw(WatchedAlias watch, AliasAnswer expected, String found, String problem) {
    boolean right = problem.isEmpty() && Objects.equals(found, expected.text());
    synchronized (this) {
      watch.expected = expected;
      watch.found = found;
      watch.problem = problem;
      if (right) {
        watch.rightSince = clocks.instant();
        watch.late = false;
      } else {
        later(watch);
      }
    }
    if (right) {
      LOG.info("{}", sentence(watch.sighting(), base.getHost()));
      worker.save();
    }
  }

  private void later(WatchedAlias watch) {
    long now = clocks.nanos();
    boolean late = now - watch.heardAt >= timeout.toNanos();
    if (late && !watch.late) {
      LOG.error(
          "{} {} is {} at {}, {} s after it became {}; it is looked at until it is right",
          watch.key.widget(),
          watch.key.alias(),
          watch.found == null ? "not to be seen" : "still " + watch.found,
          base.getHost(),
          timeout.toSeconds(),
          watch.expected.text());
    }
    watch.late = late;
    watch.due = now + (late ? LATE : watch.pause).toNanos();
    Duration next = watch.pause.multipliedBy(3).dividedBy(2);
    watch.pause = next.compareTo(LONGEST) < 0 ? next : LONGEST;
  }

  private static AliasAnswer expected(CatalogSnapshot state, WatchedAlias.Key key) {
    try {
      Selector selector = Selector.parse(key.alias());
      return state
          .widget(key.widget())
          .map(widget -> AliasAnswer.of(widget, selector))
          .orElse(AliasAnswer.NOTHING);
    } catch (ResolverException e) {
      return AliasAnswer.NOTHING;
    }
  }

  /** As a page would ask; never with anything that would go round the cache. */
  private HttpRequest request(WatchedAlias.Key key, Version expected) throws URISyntaxException {
    String file = file(key.widget(), expected);
    String path =
        base.getPath()
            + "/"
            + key.widget()
            + (file == null ? "@" + key.alias() : "/" + key.alias() + "/" + file);
    URI target = new URI(base.getScheme(), base.getAuthority(), path, null, null);
    return HttpRequest.newBuilder(target)
        .header("Accept-Encoding", "gzip, deflate, br")
        .GET()
        .build();
  }

  private String file(WidgetName widget, Version version) {
    if (version == null) {
      return null;
    }
    try {
      Manifest manifest = store.manifest(widget, version);
      if (manifest.entry() != null) {
        return manifest.entry();
      }
      return manifest.files().keySet().stream().sorted().findFirst().orElse(null);
    } catch (StoreException e) {
      return null;
    }
  }

  /** {@code latest is 1.0.0 at cdn.example.com since 12:03:41, 3.2 s after the change}. */
  static String sentence(Sighting seen, String host) {
    return "%s %s is %s at %s since %s, %.1f s after the change"
        .formatted(
            seen.widget(),
            seen.alias(),
            seen.off() ? AliasAnswer.OFF : seen.expected() == null ? "gone" : seen.expected(),
            host,
            seen.rightSince(),
            Duration.between(seen.changedAt(), seen.rightSince()).toMillis() / 1000.0);
  }

  /** What was seen; {@code widget} null is all. */
  synchronized PurgeStatus.Host status(WidgetName widget) {
    Position heard = cursor.heard();
    return new PurgeStatus.Host(
        url,
        base.getHost(),
        heard == null ? 0 : heard.sequence(),
        watches.values().stream()
            .filter(watch -> widget == null || watch.key.widget().equals(widget))
            .map(WatchedAlias::sighting)
            .toList());
  }

  @Override
  public void stop() {
    worker.stop();
  }

  @Override
  public void close(Duration atMost) {
    worker.close(atMost);
  }
}
