package dev.widgetorigin.origin.alarm;

import dev.widgetorigin.origin.purge.PurgeStatus.Target;
import dev.widgetorigin.origin.web.async.SteadyThread;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.widget.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether an edge takes no purges, or bytes of a version are damaged, and
 * writes that into the log as an {@link Alarm}; and that it is over. On a thread of its own, for a
 * change waits for the disk or the bucket.
 *
 * <p>A node says of one trouble only once that it began, so two nodes that see it differently
 * cannot raise and settle it in turn for ever.
 */
public final class AlarmWatch implements Stoppable {
  /** As who it changes the log. */
  public static final String WHO = "watch";

  private static final Logger LOG = LoggerFactory.getLogger(AlarmWatch.class);
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** So many looks lie between two times that a damaged version is read again: five minutes. */
  private static final int LOOKS_BETWEEN_READS = 30;

  /** So many can be open; what comes then is in health and metrics only. */
  private static final int MOST = 500;

  private static final int MOST_TEXT = 500;

  private final Catalog catalog;
  private final Supplier<List<Target>> targets;
  private final DamagedVersions damaged;
  private final BiFunction<WidgetName, Version, Optional<String>> check;
  private final SteadyThread thread;

  /** Since when what this node has raised was so. */
  private final Map<String, Instant> raised = new HashMap<>();

  /** Purges that an edge had taken of this node when the alarm was first seen. */
  private final Map<String, Long> taken = new HashMap<>();

  /** Versions that this node knows, or knew, to be damaged. */
  private final Set<String> seenDamaged = new HashSet<>();

  /** Damaged versions that are to be read again, one with each look. */
  private final Queue<DamagedVersions.Entry> again = new ArrayDeque<>();

  private int looks;

  /** Open when this began, so of a process before: nobody else looks whether they still hold. */
  private Set<String> unlooked;

  /**
   * @param check what is wrong with a version, or empty; it notes that in {@code damaged}, and
   *     throws StoreException
   */
  public AlarmWatch(
      Catalog catalog,
      Supplier<List<Target>> targets,
      DamagedVersions damaged,
      BiFunction<WidgetName, Version, Optional<String>> check) {
    this.catalog = catalog;
    this.targets = targets;
    this.damaged = damaged;
    this.check = check;
    this.thread = new SteadyThread("alarms", "looking for what is wrong", this, this::round);
  }

  public void start() {
    thread.start();
  }

  private void round() throws InterruptedException {
    synchronized (this) {
      if (!thread.isClosed()) {
        TimeUnit.MILLISECONDS.timedWait(this, LOOK.toMillis());
      }
    }
    if (!thread.isClosed()) {
      look();
    }
  }

  /** One look at everything. By one thread only. */
  void look() {
    looks++;
    alone("edges", this::lookAtEdges);
    alone("a damaged version", this::readAgain);
    alone("damaged versions", this::lookAtVersions);
  }

  /** What goes wrong with one subject must not keep the others from being looked at. */
  private static void alone(String subject, Runnable look) {
    try {
      look.run();
    } catch (StoreException e) {
      LOG.debug("{} cannot be looked at, or an alarm written; it is tried again", subject, e);
    } catch (RuntimeException | Error e) {
      LOG.error("{} could not be looked at; it is tried again", subject, e);
    }
  }

  private void lookAtEdges() {
    List<Target> all = targets.get();
    for (Target each : all) {
      if (each.failingLong() && each.failingSince() != null) {
        alone(
            each.name(),
            () -> raise(Alarm.Kind.PURGE, null, each.name(), each.problem(), each.failingSince()));
      }
    }
    for (Alarm alarm : open(Alarm.Kind.PURGE)) {
      alone(alarm.subject(), () -> lookAtEdge(alarm, all));
    }
  }

  private void lookAtEdge(Alarm alarm, List<Target> all) {
    Target target =
        all.stream().filter(each -> each.name().equals(alarm.subject())).findAny().orElse(null);
    if (target == null) {
      settle(alarm, "no purge target has this name any more");
    } else if (target.failingSince() == null
        && target.requests() > taken.computeIfAbsent(key(alarm), key -> target.requests())) {
      settle(alarm, "it takes purges again");
    }
  }

  /**
   * Somebody may have put the bytes back. What an alias leads to is found whole when it is asked
   * for; an exact version, or one that is blocked or yanked, would be called damaged for ever.
   */
  private void readAgain() {
    if (again.isEmpty() && looks % LOOKS_BETWEEN_READS == 0) {
      again.addAll(damaged.list(MOST));
    }
    DamagedVersions.Entry next = again.poll();
    if (next != null) {
      var unused = check.apply(next.widget(), next.version());
    }
  }

  private void lookAtVersions() {
    for (DamagedVersions.Entry each : damaged.list(MOST)) {
      String subject = each.widget() + "@" + each.version();
      seenDamaged.add(subject);
      alone(
          subject,
          () -> raise(Alarm.Kind.STORE, each.widget(), subject, each.problem(), each.since()));
    }
    List<Alarm> open = open(Alarm.Kind.STORE);
    if (unlooked == null) {
      unlooked = new HashSet<>(open.stream().map(Alarm::subject).toList());
    }
    for (Alarm alarm : open) {
      alone(alarm.subject(), () -> lookAtVersion(alarm));
    }
  }

  private void lookAtVersion(Alarm alarm) {
    Version version = version(alarm);
    if (version != null && damaged.find(alarm.widget(), version).isEmpty()) {
      boolean known = seenDamaged.contains(alarm.subject());
      if (known || isWhole(alarm, version)) {
        settle(alarm, "every byte is right again");
        seenDamaged.remove(alarm.subject());
      }
    }
  }

  /** Reads the version, once after the start. */
  private boolean isWhole(Alarm alarm, Version version) {
    if (!unlooked.contains(alarm.subject())) {
      return false;
    }
    boolean whole = check.apply(alarm.widget(), version).isEmpty();
    unlooked.remove(alarm.subject());
    return whole;
  }

  private static Version version(Alarm alarm) {
    String text = alarm.subject().substring(alarm.subject().lastIndexOf('@') + 1);
    return alarm.widget() == null ? null : Version.tryParse(text).orElse(null);
  }

  private static String key(Alarm alarm) {
    return Alarm.key(alarm.kind(), alarm.subject());
  }

  private List<Alarm> open(Alarm.Kind kind) {
    return catalog.snapshot().alarms().values().stream()
        .filter(alarm -> alarm.kind() == kind)
        .toList();
  }

  private void raise(
      Alarm.Kind kind, WidgetName widget, String subject, String problem, Instant since) {
    String key = Alarm.key(kind, subject);
    if (since.equals(raised.get(key))) {
      return;
    }
    String text = problem.substring(0, Math.min(MOST_TEXT, problem.length()));
    var unused =
        catalog.commit(
            WHO,
            text,
            now ->
                now.alarms().containsKey(key) || now.alarms().size() >= MOST
                    ? List.of()
                    : List.of(new Change.AlarmRaised(widget, kind, subject, text)));
    raised.put(key, since);
  }

  private void settle(Alarm alarm, String why) {
    String key = key(alarm);
    var unused =
        catalog.commit(
            WHO,
            why,
            now ->
                now.alarms().containsKey(key)
                    ? List.of(
                        new Change.AlarmSettled(alarm.widget(), alarm.kind(), alarm.subject()))
                    : List.of());
    taken.remove(key);
  }

  @Override
  public void stop() {
    thread.stop();
  }

  @Override
  public void close(Duration atMost) {
    thread.close(atMost);
  }
}
