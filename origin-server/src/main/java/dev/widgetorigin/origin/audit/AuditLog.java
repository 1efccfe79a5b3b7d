package dev.widgetorigin.origin.audit;

import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.layout.CrashPoint;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's own {@code audit-NODE.log}: one JSON line for every change, and for every one that was
 * refused to somebody who had signed in, each naming the SHA-256 of the line before it. What nobody
 * signed in tried is in the access log only: strangers must not be able to fill this one.
 *
 * <pre>
 * {"n":7,"time":"2026-11-20T10:00:00Z","who":"ana","address":"127.0.0.1","action":"rollback",
 *  "widget":"chat","target":"latest","what":"1.1.0 -> 1.0.0","status":200,"sequence":42,
 *  "why":"broken","prev":"9f86…"}
 * </pre>
 *
 * <p>So a line that is edited or taken out breaks the chain at the next one. {@code
 * audit-NODE.head} holds number and hash of a late line, which shows a log that was cut short; it
 * is a hint, and a log without it is as good. Whoever can write all files can still forge them:
 * keep a copy of the head elsewhere ({@code widget-origin audit verify} prints it) to notice that
 * too.
 *
 * <p>The file is rolled by day and size, and segments are deleted when they are too old or all
 * together too large, see {@link AuditWriter}. A line in the chain tells up to where lines are
 * gone.
 *
 * <p>Order: a change is first in the change log, then its line is written and forced to the disk,
 * then its caller is answered. A line that cannot be written is kept in memory and written when
 * that is possible again; until then {@link #writable()} is false, and calls that would change
 * something are refused. After a crash in between, {@link #recover} finds the change in the change
 * log and adds the line. So nothing that has happened stays without a line. A call that changes
 * tokens also writes a line with status 0 before it begins ({@link #announce}): it tells what was
 * asked for, and by whom, even if the origin dies before the change is made. Thread-safe; blocks.
 */
public final class AuditLog implements Closeable {
  /** Actions of the log's own lines. */
  static final String DAMAGED = "audit-damaged";

  static final String REMOVED = "audit-removed";

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  /** Lines that wait for the disk; calls are refused meanwhile, so there are hardly ever more. */
  private static final int MAX_WAITING = 1000;

  /** A call that has made a change writes its line at once: an older one has nobody to do it. */
  private static final Duration UNCLAIMED = Duration.ofSeconds(30);

  private final String node;
  private final AuditWriter writer;
  private final InstantSource clock;
  private final UnaryOperator<Duration> patience;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final UnclaimedChanges unclaimed;

  /** Null before {@link #recover}. */
  private Following following;

  /** What somebody did to the file, until there is a line of it. */
  private String harm;

  private volatile boolean writable = true;

  /** Why the last line could not be written; null where it could. */
  private volatile IOException failure;

  private volatile boolean closed;

  private record Waiting(AuditEntry entry, Instant time) {}

  private AuditLog(
      String node, AuditWriter writer, InstantSource clock, UnaryOperator<Duration> patience) {
    this.node = node;
    this.writer = writer;
    this.clock = clock;
    this.patience = patience;
    this.unclaimed = new UnclaimedChanges(node);
  }

  /**
   * Opens or begins the log of a node in a folder, and repairs what a crash left.
   *
   * @param retention how long lines stay
   * @param mostBytes what all files take at most
   * @param patience shortens a wait while the origin stops
   */
  public static AuditLog open(
      Path folder,
      String node,
      InstantSource clock,
      Duration retention,
      long mostBytes,
      UnaryOperator<Duration> patience) {
    try {
      AuditFiles files = new AuditFiles(folder, node);
      AuditChain.Link recorded = files.readHead();
      AuditWriter writer = AuditWriter.open(files, retention, mostBytes);
      AuditLog log = new AuditLog(node, writer, clock, patience);
      if (writer.torn() > 0) {
        log.note(
            "audit-repaired",
            "a crash left " + writer.torn() + " bytes of a line; they were cut off");
      }
      AuditChain.Link last = writer.atOpen();
      if (recorded != null && !recorded.agreesWith(last)) {
        LOG.error(
            "the audit log ends at line {}, but line {} was written: run 'widget-origin audit"
                + " verify'",
            last.number(),
            recorded.number());
        log.note(
            DAMAGED,
            "the log ended at line %d when it was opened, after line %d had been written"
                .formatted(last.number(), recorded.number()));
      }
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException("the audit log in the store folder cannot be opened", e);
    }
  }

  /**
   * From now on no change that this node makes stays without a line, nor has one that came before.
   * Other nodes have audit logs of their own.
   */
  public void recover(Catalog catalog) {
    synchronized (this) {
      unclaimed.begin(catalog.snapshot().sequence());
    }
    following = catalog.follow(LogFollower.fromNow("audit", commit -> committed(commit.batch())));
    try {
      Set<Long> present = writer.newestSequences();
      for (ChangeBatch batch : AuditGaps.find(catalog, node, present)) {
        append(AuditGaps.entry(batch, "after a restart"), true);
      }
    } catch (IOException e) {
      LOG.error("the audit log cannot be compared with the change log: {}", e.toString());
      LOG.debug("the audit log cannot be compared with the change log", e);
    }
  }

  private synchronized void committed(ChangeBatch batch) throws IOException {
    unclaimed.heard(batch);
  }

  /** Writes what waits, and the lines of changes that no call made: those of rollouts. */
  public void tick() {
    if (closed) {
      return;
    }
    if (writable()) {
      claim(clock.instant().minus(UNCLAIMED));
    }
    synchronized (this) {
      if (!closed) {
        removeOld();
      }
    }
  }

  private void claim(Instant before) {
    for (ChangeBatch batch : unclaimed.inOrder()) {
      if (writable && batch.time().isBefore(before)) {
        append(AuditGaps.entry(batch, ""), true);
      }
    }
  }

  /** Whether the last line could be written; tries again where it could not. */
  public synchronized boolean writable() {
    if (!writable && settle()) {
      note("audit-resumed", "an earlier line could not be written when it was due");
    }
    return writable;
  }

  /** Why the last line could not be written; null where it could. */
  public IOException failure() {
    return failure;
  }

  /** Durable when it returns, where {@code durable}. Never throws: a failure is logged and kept. */
  public synchronized void append(AuditEntry entry, boolean durable) {
    if (closed) {
      LOG.error("a line of the audit log came after it was closed: {}", entry);
      return;
    }
    Instant now = clock.instant();
    if (settle() && write(entry, now, durable)) {
      removeOld();
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(new Waiting(entry, now));
    } else {
      LOG.error("a line of the audit log is lost, because too many wait: {}", entry);
    }
  }

  /**
   * Writes the line of something that is about to happen, durably.
   *
   * @return false where it could not be written: then it must not happen
   */
  public synchronized boolean announce(AuditEntry entry) {
    return settle() && write(entry, clock.instant(), true);
  }

  /** Writes what waits, in order; whether nothing does any more. */
  private boolean settle() {
    while (!waiting.isEmpty()) {
      Waiting next = waiting.peek();
      if (!write(next.entry(), next.time(), true)) {
        return false;
      }
      waiting.remove();
    }
    return true;
  }

  private boolean write(AuditEntry entry, Instant time, boolean durable) {
    CrashPoint.reached(CrashPoint.AUDIT_BEFORE_LINE);
    try {
      mend(time);
      writer.write(AuditLine.of(entry, time, writer.last()), time, durable);
      unclaimed.claimed(entry.sequence());
      writable = true;
      failure = null;
      return true;
    } catch (IOException e) {
      if (writable) {
        LOG.error(
            "the audit log cannot be written; changes are refused until it can: {}", e.toString());
        LOG.debug("the audit log cannot be written", e);
      }
      writable = false;
      failure = e;
      return false;
    }
  }

  /** Tells of what others did to the file, in a line before the next one. */
  private void mend(Instant time) throws IOException {
    String found = writer.mend();
    if (found != null) {
      harm = found;
      LOG.error("the audit log goes on, but {}: run 'widget-origin audit verify'", found);
    }
    if (harm != null) {
      AuditEntry told = new AuditEntry("origin", "-", DAMAGED, "", "", "", 0, 0, harm);
      writer.write(AuditLine.of(told, time, writer.last()), time, true);
      harm = null;
    }
  }

  /** Each removal is a line first, and then happens. */
  private void removeOld() {
    Instant now = clock.instant();
    try {
      for (AuditFiles.Segment old = writer.oldest(now); old != null; old = writer.oldest(now)) {
        AuditFiles.LastLine end = AuditFiles.lastLine(old.path());
        if (end != null && !announceRemoval(end.link())) {
          return;
        }
        writer.remove(old);
      }
    } catch (IOException e) {
      LOG.warn("an old segment of the audit log cannot be removed: {}", e.toString());
      writer.removeLater(now);
    }
  }

  private boolean announceRemoval(AuditChain.Link end) {
    String number = Long.toString(end.number());
    String why = "lines up to " + number + " are older or more than the log may keep";
    return announce(new AuditEntry("origin", "-", REMOVED, "", number, end.hash(), 0, 0, why));
  }

  private void note(String action, String why) {
    append(new AuditEntry("origin", "-", action, "", "", "", 0, 0, why), true);
  }

  /** Hears of the last changes, for a limited time, and writes what waits. */
  @Override
  public void close() throws IOException {
    if (following != null) {
      following.close(patience.apply(Stoppable.PATIENCE));
    }
    claim(Instant.MAX);
    synchronized (this) {
      if (!settle()) {
        LOG.error("{} lines of the audit log could not be written", waiting.size());
      }
      closed = true;
      writer.close();
    }
  }
}
