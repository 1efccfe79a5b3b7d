package dev.widgetorigin.origin.purge;

import dev.widgetorigin.origin.purge.PurgeQueue.Item;
import dev.widgetorigin.origin.purge.provider.Limits;
import dev.widgetorigin.origin.purge.provider.Provider;
import dev.widgetorigin.origin.purge.provider.ProviderException;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.LogFollower.Position;
import dev.widgetorigin.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one edge what to forget, on a thread of its own, until it is told: across restarts, and for
 * as long as it is down. It is behind in the log by what it has not been told of.
 */
final class PurgeTarget implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PurgeTarget.class);

  /** With more than that the log is not read on: it keeps what waits. */
  private static final int MOST_WAITING = 50_000;

  /** After failing for so long it is told of. */
  static final Duration LONG = Duration.ofMinutes(1);

  private static final Duration STOP = Duration.ofSeconds(2);
  private static final int REMEMBERED = 1000;

  /**
   * The last purge of a widget.
   *
   * @param sequence of the newest change it was for; 0 where a person asked
   */
  record Last(Instant at, List<String> items) {}

  private final String name;
  private final String type;
  private final Provider provider;
  private final PurgePlanner planner;
  private final Visibility visibility;
  private final Time time;
  private final PurgeQueue queue;
  private final TokenBucket bucket;
  private final DoneCursor cursor;
  private final Thread thread;
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
  private Following following;
  private Instant failingSince;
  private boolean saidLong;
  private String problem = "";
  private boolean closed;

  PurgeTarget(
      String name,
      String type,
      Provider provider,
      PurgePlanner planner,
      Visibility visibility,
      LogFollower.Cursor file,
      Time time,
      DoubleSupplier random) {
    this.name = name;
    this.type = type;
    this.provider = provider;
    this.planner = planner;
    this.visibility = visibility;
    this.time = time;
    this.queue = new PurgeQueue(random);
    this.bucket = new TokenBucket(provider.limits(), time.nanos());
    this.cursor = new DoneCursor(file, this::oldest);
    this.thread = new Thread(this::run, "purge-" + name);
    thread.setDaemon(true);
  }

  void start(Store store) {
    following =
        store.catalog().follow(new LogFollower(followerName(name), cursor, this::committed));
    thread.start();
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
    long due = time.nanos() + visibility.after(commit).toNanos();
    synchronized (this) {
      while (queue.size() > MOST_WAITING && !closed) {
        wait();
      }
      if (!items.isEmpty() && before != null) {
        queue.add(items, before, commit.sequence(), due);
      }
      notifyAll();
    }
    cursor.heard(new Position(commit.sequence(), commit.batch().id()));
  }

  private List<Item> items(PurgePlan plan) {
    return (provider.by() == Provider.By.TAGS ? plan.tags() : plan.paths())
        .stream().sorted().map(text -> new Item(plan.widget(), text)).toList();
  }

  /** As a person asks: not in the log, so not told after a restart. */
  synchronized void add(PurgePlan plan) {
    queue.add(items(plan), null, 0, time.nanos());
    notifyAll();
  }

  private void run() {
    try {
      while (true) {
        List<Item> items = next();
        if (items == null) {
          return;
        }
        tell(items);
        save();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Null at the end. */
  private synchronized List<Item> next() throws InterruptedException {
    while (!closed) {
      List<Item> due = queue.take(time.nanos());
      if (!due.isEmpty()) {
        return due;
      }
      long wait = queue.untilDue(time.nanos()).toMillis();
      wait(Math.max(1, wait));
    }
    return null;
  }

  private void tell(List<Item> items) throws InterruptedException {
    Map<String, List<Item>> byText =
        items.stream()
            .collect(Collectors.groupingBy(Item::text, LinkedHashMap::new, Collectors.toList()));
    Limits limits = provider.limits();
    for (List<String> request : limits.split(List.copyOf(byText.keySet()))) {
      TimeUnit.NANOSECONDS.sleep(bucket.take(request.size(), time.nanos()));
      try {
        provider.purge(request);
        told.incrementAndGet();
        done(request.stream().flatMap(text -> byText.get(text).stream()).toList());
      } catch (ProviderException e) {
        failed(e.getMessage(), e.retryAfter());
        return;
      } catch (RuntimeException e) {
        LOG.error("{} could not be purged", name, e);
        failed("the origin made a mistake: " + e.getClass().getSimpleName(), Duration.ZERO);
        return;
      }
    }
  }

  private synchronized void done(List<Item> items) {
    queue.done(items, time.nanos());
    Instant now = time.instant();
    items.stream()
        .collect(Collectors.groupingBy(Item::widget))
        .forEach(
            (widget, all) -> {
              last.remove(widget);
              last.put(widget, new Last(now, all.stream().map(Item::text).sorted().toList()));
            });
    if (failingSince != null) {
      LOG.info("{} takes purges again, after {} failures", name, refused);
      failingSince = null;
      saidLong = false;
      problem = "";
    }
    notifyAll();
  }

  private synchronized void failed(String why, Duration atLeast) {
    refused.incrementAndGet();
    queue.failed(time.nanos(), atLeast);
    problem = why;
    if (failingSince == null) {
      failingSince = time.instant();
      LOG.warn("{} could not be purged: {}", name, why);
    } else if (!saidLong && failingLong()) {
      saidLong = true;
      LOG.error(
          "{} has not been purged since {}: {}. Its visitors may get old answers until they expire.",
          name,
          failingSince,
          why);
    }
  }

  private boolean failingLong() {
    return failingSince != null
        && Duration.between(failingSince, time.instant()).compareTo(LONG) >= 0;
  }

  private void save() {
    try {
      cursor.update();
    } catch (IOException e) {
      LOG.warn(
          "how far {} has been purged could not be written; some of it is told again", name, e);
    }
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
        failingSince,
        failingLong(),
        problem,
        widget == null ? null : last.get(widget));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    thread.interrupt();
    if (following != null) {
      following.close();
    }
    try {
      thread.join(STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
