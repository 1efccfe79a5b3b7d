package dev.widgetorigin.origin.purge;

import dev.widgetorigin.origin.purge.PurgeQueue.Item;
import dev.widgetorigin.origin.purge.PurgeQueue.Left;
import dev.widgetorigin.origin.purge.client.ProviderException;
import dev.widgetorigin.origin.purge.provider.Limits;
import dev.widgetorigin.origin.purge.provider.Provider;
import dev.widgetorigin.origin.web.async.FollowingWorker;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.LogFollower.Position;
import dev.widgetorigin.store.LowWaterMark;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one edge what to forget, on a thread of its own, until it is told: across restarts, and for
 * as long as it is down. It is behind in the log by what it has not been told of. Of the nodes that
 * share a bucket, the one that made a change tells it ({@link Nodes}).
 */
final class PurgeTarget implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(PurgeTarget.class);

  /** With more than that the log is not read on: it keeps what waits. */
  private static final int MOST_WAITING = 50_000;

  /** While a purge is held back until all nodes have seen the change. */
  private static final Duration LOOK_OFTEN = Duration.ofMillis(200);

  /** While another node is to tell the edge of a change. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final int REMEMBERED = 1000;

  /** The last purge of a widget. */
  record Last(Instant at, List<String> items) {}

  private final String name;
  private final String type;
  private final Provider provider;
  private final PurgePlanner planner;
  private final Nodes nodes;
  private final Clocks clocks;
  private final PurgeQueue queue;
  private final TokenBucket bucket;
  private final LowWaterMark cursor;
  private final FollowingWorker worker;
  private final AtomicLong told = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Map<WidgetName, Last> last =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WidgetName, Last> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final EdgeOutage outage;

  PurgeTarget(
      String name,
      String type,
      Provider provider,
      PurgePlanner planner,
      Nodes nodes,
      LogFollower.Cursor file,
      Clocks clocks,
      DoubleSupplier random) {
    this.name = name;
    this.type = type;
    this.provider = provider;
    this.planner = planner;
    this.nodes = nodes;
    this.clocks = clocks;
    this.queue = new PurgeQueue(random);
    this.bucket = new TokenBucket(provider.limits(), clocks.nanos());
    this.cursor = new LowWaterMark(file, this::oldest);
    this.outage = new EdgeOutage(name, clocks);
    this.worker =
        new FollowingWorker(
            followerName(name), cursor, this::committed, "purging " + name, this, this::round);
  }

  void start(Store store) {
    worker.start(store.catalog());
  }

  static String followerName(String target) {
    return "purge-" + target;
  }

  private synchronized Position oldest() {
    return queue.oldest();
  }

  private void committed(Commit commit) throws InterruptedException {
    List<Item> items = new ArrayList<>();
    planner.plan(commit).forEach(plan -> items.addAll(items(plan)));
    Position before = cursor.heard();
    long now = clocks.nanos();
    String owner = Objects.toString(commit.batch().node(), "");
    synchronized (this) {
      while (queue.size() > MOST_WAITING && !worker.isClosed()) {
        wait();
      }
      if (!items.isEmpty() && before != null) {
        if (nodes.isOwn(owner)) {
          queue.add(items, before, commit.sequence(), now + nodes.longest().toNanos());
        } else {
          queue.leave(new Left(owner, items, before, commit.sequence(), now));
        }
      }
      notifyAll();
    }
    cursor.heard(new Position(commit.sequence(), commit.batch().id()));
  }

  private List<Item> items(PurgePlan plan) {
    return (provider.by() == Provider.By.TAGS ? plan.tags() : plan.paths())
        .stream().sorted().map(text -> new Item(plan.widget(), text)).toList();
  }

  private void round() throws InterruptedException {
    List<Item> items = next();
    if (items.isEmpty()) {
      lookAtOthers();
    } else {
      tell(items);
      worker.save();
    }
  }

  /** Empty where it waited for some; then it is asked again. */
  private synchronized List<Item> next() throws InterruptedException {
    List<Item> due = queue.take(clocks.nanos());
    if (due.isEmpty() && !worker.isClosed()) {
      TimeUnit.MILLISECONDS.timedWait(this, pause(clocks.nanos()));
    }
    return due;
  }

  /** In milliseconds, one at least. */
  private long pause(long now) {
    Duration pause = queue.untilDue(now);
    Duration look = queue.hasUnseen(now) ? LOOK_OFTEN : queue.hasLeft() ? LOOK : pause;
    return Math.max(1, (nodes.shared() && look.compareTo(pause) < 0 ? look : pause).toMillis());
  }

  /** Whether all nodes have seen what is held back, and what they have told the edge of. */
  private void lookAtOthers() {
    if (!nodes.shared() || !hasToLook()) {
      return;
    }
    nodes.look();
    long told = toldByAll();
    synchronized (this) {
      long now = clocks.nanos();
      queue.seenUntil(nodes.seenByAll(), now);
      queue.toldUntil(told);
      queue.takeOver(nodes::takesOver, now);
      notifyAll();
    }
    worker.save();
  }

  private synchronized boolean hasToLook() {
    return queue.hasUnseen(clocks.nanos()) || queue.hasLeft();
  }

  private long toldByAll() {
    synchronized (this) {
      if (!queue.hasLeft()) {
        return 0;
      }
    }
    try {
      return cursor.look().map(Position::sequence).orElse(0L);
    } catch (IOException e) {
      LOG.debug("how far {} has been purged cannot be read", name, e);
      return 0;
    }
  }

  private void tell(List<Item> items) throws InterruptedException {
    Map<String, List<Item>> byText =
        items.stream()
            .collect(Collectors.groupingBy(Item::text, LinkedHashMap::new, Collectors.toList()));
    Limits limits = provider.limits();
    for (List<String> request : limits.split(List.copyOf(byText.keySet()))) {
      TimeUnit.NANOSECONDS.sleep(bucket.take(request.size(), clocks.nanos()));
      try {
        provider.purge(request);
        told.incrementAndGet();
        done(request.stream().flatMap(text -> byText.get(text).stream()).toList());
      } catch (ProviderException e) {
        failed(e.getMessage(), e.retryAfter());
        return;
      } catch (RuntimeException | Error e) {
        // An Error, too: memory that is short for a moment must not end all purging of this target.
        LOG.error("{} could not be purged", name, e);
        failed("the origin made a mistake: " + e.getClass().getSimpleName(), Duration.ZERO);
        return;
      }
    }
  }

  private synchronized void done(List<Item> items) {
    queue.done(items, clocks.nanos());
    Instant now = clocks.instant();
    items.stream()
        .collect(Collectors.groupingBy(Item::widget))
        .forEach(
            (widget, all) -> {
              last.remove(widget);
              last.put(widget, new Last(now, all.stream().map(Item::text).sorted().toList()));
            });
    outage.over();
    notifyAll();
  }

  private synchronized void failed(String why, Duration atLeast) {
    refused.incrementAndGet();
    queue.failed(clocks.nanos(), atLeast);
    outage.failed(why);
  }

  /** How it stands; {@code widget} null is all. */
  synchronized PurgeStatus.Target status(WidgetName widget) {
    Position heard = cursor.heard();
    long sequence = heard == null ? 0 : heard.sequence();
    return new PurgeStatus.Target(
        name,
        type,
        provider.promise(),
        Math.min(sequence, queue.firstUntold() - 1),
        queue.size(),
        widget != null && queue.waits(widget),
        told.get(),
        refused.get(),
        outage.since(),
        outage.isLong(),
        worker.problem() == null ? outage.problem() : worker.problem(),
        widget == null ? null : last.get(widget));
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
