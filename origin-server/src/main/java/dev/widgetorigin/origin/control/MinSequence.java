package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.async.ClientShares;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.async.SafeLog;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a read until this node has seen the change that it must show: {@code X-Min-Sequence: 42}.
 * So who changed something on one node finds it on every other.
 *
 * <p>Reads that wait take no thread: one thread looks for all of them. Anybody may ask for a change
 * that never comes, and a rollback must not wait behind such a read. Thread-safe; never blocks its
 * callers.
 */
public final class MinSequence {
  private static final Logger LOG = LoggerFactory.getLogger(MinSequence.class);
  private static final String HEADER = "x-min-sequence";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** For how long the log is looked at for one change, before others have their turn. */
  private static final Duration TURN = Duration.ofMillis(100);

  private static final long PAUSE_MILLIS = 20;

  /** Reads that wait at a time, of all clients. */
  private static final int MOST = 256;

  private static final Problem MALFORMED =
      Problem.of(
          400, "Bad X-Min-Sequence", "Expected the number of a change, e.g. X-Min-Sequence: 42.");

  private static final Problem BUSY =
      Problem.of(
          503,
          "Busy",
          "Too many reads wait for changes that this node has not seen; try again in a few"
              + " seconds.");

  private static final Problem STOPPING =
      Problem.of(
          503,
          "Origin is stopping",
          "The origin is stopping, and does not wait for changes any more; ask again when it is"
              + " back.");

  /** Whether this node has seen a change; may wait for it that long. */
  @FunctionalInterface
  public interface Seen {
    boolean reached(long sequence, Duration patience);
  }

  private final LongSupplier newest;
  private final Seen seen;
  private final ControlThreads threads;
  private final Duration patience;
  private final ClientShares shares = new ClientShares(MOST);
  private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();

  /**
   * @param newest the change that this node has seen last; does not block
   * @param seen takes over what other nodes changed
   */
  public MinSequence(LongSupplier newest, Seen seen, ControlThreads threads) {
    this(newest, seen, threads, PATIENCE);
  }

  /** {@code patience}: how long a read waits before it is refused. */
  MinSequence(LongSupplier newest, Seen seen, ControlThreads threads, Duration patience) {
    this.newest = newest;
    this.seen = seen;
    this.threads = threads;
    this.patience = patience;
  }

  /**
   * Goes on with the request when its change was seen, at once or from another thread, or refuses
   * it. A request that names no change goes on at once.
   *
   * @param refusal makes the reply; does not block
   * @param goOn does not block; answers the responder that it is given
   */
  void whenSeen(
      Request request,
      Responder responder,
      Function<Problem, Reply> refusal,
      Consumer<Responder> goOn) {
    String wanted = request.header(HEADER);
    if (wanted == null) {
      goOn.accept(responder);
    } else if (!NUMBER.matcher(wanted).matches()) {
      responder.send(refusal.apply(MALFORMED));
    } else if (newest.getAsLong() >= Long.parseLong(wanted)) {
      goOn.accept(responder);
    } else {
      Responder place = shares.enter(request.clientAddress(), responder);
      if (place == null) {
        responder.send(refusal.apply(BUSY));
      } else {
        keep(new Waiter(Long.parseLong(wanted), place, refusal, goOn));
      }
    }
  }

  private void keep(Waiter waiter) {
    waiting.add(waiter);
    try {
      waiter.alarm = threads.after(patience, waiter::late);
      threads.lookForChanges(this::look);
    } catch (RejectedExecutionException e) {
      waiter.refuse(STOPPING);
    } catch (RuntimeException | Error e) {
      // Most often there is no memory for a thread: nobody would look, and the client waits.
      waiter.refuse(Deferred.Failure.SHORT.problem());
      SafeLog.error(LOG, "a read cannot wait for a change", e);
    }
  }

  /** Looks until nobody waits. */
  private void look() {
    try {
      while (!waiting.isEmpty()) {
        if (!lowestReached()) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        long now = newest.getAsLong();
        waiting.stream().filter(waiter -> waiter.sequence <= now).forEach(Waiter::goOn);
      }
    } catch (InterruptedException e) {
      // The origin stops: nobody looks for them any more, and no alarm goes off.
      waiting.forEach(waiter -> waiter.refuse(STOPPING));
      Thread.currentThread().interrupt();
    }
  }

  private boolean lowestReached() {
    try {
      long lowest = waiting.stream().mapToLong(waiter -> waiter.sequence).min().orElse(0);
      return seen.reached(lowest, TURN);
    } catch (RuntimeException | Error e) {
      // Whatever it is: those who wait are answered when their time is over.
      SafeLog.error(LOG, "the log could not be looked at for reads that wait", e);
      return false;
    }
  }

  private final class Waiter {
    private final long sequence;
    private final Responder responder;
    private final Function<Problem, Reply> refusal;
    private final Consumer<Responder> then;
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile Future<?> alarm;

    Waiter(
        long sequence,
        Responder responder,
        Function<Problem, Reply> refusal,
        Consumer<Responder> then) {
      this.sequence = sequence;
      this.responder = responder;
      this.refusal = refusal;
      this.then = then;
    }

    private boolean isFirst() {
      if (!done.compareAndSet(false, true)) {
        return false;
      }
      waiting.remove(this);
      Future<?> armed = alarm;
      if (armed != null) {
        boolean unused = armed.cancel(false);
      }
      return true;
    }

    void goOn() {
      if (isFirst()) {
        then.accept(responder);
      }
    }

    void late() {
      refuse(
          Problem.of(
              503,
              "Not seen yet",
              "This node has not seen change "
                  + sequence
                  + " within "
                  + patience.toSeconds()
                  + " s. Ask again in a moment."));
    }

    void refuse(Problem why) {
      if (isFirst()) {
        responder.send(refusal.apply(why));
      }
    }
  }
}
