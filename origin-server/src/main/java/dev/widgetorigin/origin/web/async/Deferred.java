package dev.widgetorigin.origin.web.async;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to go on in another thread. A request is answered from there exactly once, in time,
 * whatever happens; work that answers nobody is run {@link #background in the background}.
 *
 * <p>A full executor, a deadline that passed, and anything that is thrown, an {@link Error} such as
 * {@code OutOfMemoryError} included, are answered in place of the work ({@link Failure}). A reply
 * that comes after that is given up and lets go of its body.
 *
 * <pre>{@code
 * Deferred reads = Deferred.within(Duration.ofSeconds(30), executor, timer);
 * reads.reply(responder, failure -> problems.reply(failure.problem(), request), () -> read(path));
 * }</pre>
 *
 * <p>Thread-safe. Never blocks the caller.
 */
public final class Deferred {
  private static final Logger LOG = LoggerFactory.getLogger(Deferred.class);

  /** Made beforehand: there may be no memory for another when it is needed. */
  private static final Reply LAST_RESORT =
      new Reply(
          503,
          HeaderBlock.builder()
              .add("Cache-Control", "no-store")
              .add("Retry-After", "5")
              .add("Content-Length", "0")
              .build(),
          Body.EMPTY);

  /** Why the work did not answer, and what is said instead. */
  public enum Failure {
    /** The executor takes no more work; nothing was done. */
    BUSY(503, "Busy", "Too much work is waiting here; try again in a few seconds."),
    /** The same of this client, whose share is taken ({@link FairQueue}); nothing was done. */
    SHARE(
        503,
        "Busy",
        "Half of all that may wait here is of your token, or of your address where no token tells"
            + " you apart, and the rest is for others. Send less at a time, or try again in a few"
            + " seconds."),
    /** The deadline passed. Work that had not begun will not begin. */
    LATE(503, "Too slow", "The answer was not ready in time; try again in a few seconds."),
    /** An {@link Error}: most often memory is short, which passes. */
    SHORT(503, "Short of memory", "The origin is short of memory; try again in a few seconds."),
    /** The work threw an exception: a fault of ours, in the error log. */
    FAILED(500, "Internal error", "The answer could not be made; the error log says why.");

    private final int status;
    private final String title;
    private final String detail;

    Failure(int status, String title, String detail) {
      this.status = status;
      this.title = title;
      this.detail = detail;
    }

    public Problem problem() {
      return Problem.of(status, title, detail);
    }

    private static Failure of(Throwable thrown) {
      if (thrown instanceof RejectedExecutionException) {
        return thrown instanceof FairQueue.ShareTaken ? SHARE : BUSY;
      }
      return thrown instanceof Error ? SHORT : FAILED;
    }
  }

  private enum State {
    WAITING,
    RUNNING,
    ANSWERED
  }

  private final Duration deadline;
  private final boolean givesUpWork;
  private final Executor executor;
  private final ScheduledExecutorService timer;

  /** The same executor; null where all clients are one. */
  private final ClientQueue queue;

  private Deferred(
      Duration deadline,
      boolean givesUpWork,
      Executor executor,
      ScheduledExecutorService timer,
      ClientQueue queue) {
    this.deadline = deadline;
    this.givesUpWork = givesUpWork;
    this.executor = executor;
    this.timer = timer;
    this.queue = queue;
  }

  /**
   * For what only reads: waiting and working together may take that long.
   *
   * @param executor where the work is done; may refuse
   * @param timer for deadlines; its tasks are short. Should remove what is cancelled ({@code
   *     setRemoveOnCancelPolicy})
   */
  public static Deferred within(
      Duration deadline, Executor executor, ScheduledExecutorService timer) {
    return new Deferred(deadline, true, executor, timer, null);
  }

  /**
   * For what changes something: it must have begun by then. What has begun is waited for, because
   * nobody could say what became of it.
   */
  public static Deferred begunWithin(
      Duration deadline, Executor executor, ScheduledExecutorService timer) {
    return new Deferred(deadline, false, executor, timer, null);
  }

  /**
   * For what only reads, where no few clients take all places for waiting work: see {@link
   * #run(String, Responder, Function, Consumer)}.
   *
   * @param queue where the work is done
   */
  public static Deferred within(
      Duration deadline, ClientQueue queue, ScheduledExecutorService timer) {
    return new Deferred(deadline, true, queue.threads(), timer, queue);
  }

  /**
   * Answers with the reply that the work makes on the executor.
   *
   * @param instead makes the reply where the work makes none; called on any thread, does not block
   */
  public void reply(Responder responder, Function<Failure, Reply> instead, Supplier<Reply> work) {
    run(responder, instead, guarded -> guarded.send(work.get()));
  }

  /** The same for a client, which may have its share of the places only. */
  public void reply(
      String client, Responder responder, Function<Failure, Reply> instead, Supplier<Reply> work) {
    run(client, responder, instead, guarded -> guarded.send(work.get()));
  }

  /**
   * Runs the work on the executor; it answers the responder that it is given, at once or later, and
   * from any thread.
   */
  public void run(Responder responder, Function<Failure, Reply> instead, Consumer<Responder> work) {
    run(executor, responder, instead, work);
  }

  private void run(
      Executor on,
      Responder responder,
      Function<Failure, Reply> instead,
      Consumer<Responder> work) {
    Attempt attempt = new Attempt(responder, instead, work, State.WAITING);
    try {
      attempt.arm();
      on.execute(attempt);
    } catch (Throwable e) {
      // Full, or there is no thread to be had: the client waits for an answer.
      attempt.fail(e);
    }
  }

  /**
   * The same for a client, which may have its share of the places only; beyond that it is answered
   * as if the executor were full.
   *
   * @param client its numeric address
   */
  public void run(
      String client,
      Responder responder,
      Function<Failure, Reply> instead,
      Consumer<Responder> work) {
    run(queue == null ? executor : queue.of(client), responder, instead, work);
  }

  /**
   * The same responder with the deadline, for work that is already on its way elsewhere. Takes one
   * reply; later ones are given up.
   */
  public Responder watched(Responder responder, Function<Failure, Reply> instead) {
    Attempt attempt = new Attempt(responder, instead, unused -> {}, State.RUNNING);
    try {
      attempt.arm();
    } catch (Throwable e) {
      // Without an alarm nobody would answer late work: the client is answered now.
      attempt.fail(e);
    }
    return attempt;
  }

  /**
   * Runs work that answers nobody itself, on the executor. It has no deadline; who waits for what
   * it does has one of its own ({@link #watched}).
   *
   * @param failed told once where the executor refuses the work, or the work throws anything
   */
  public static void background(Executor executor, Runnable work, Consumer<Throwable> failed) {
    Runnable guarded =
        () -> {
          try {
            work.run();
          } catch (Throwable e) {
            failed.accept(e);
            SafeLog.error(LOG, "work in the background failed", e);
          }
        };
    try {
      executor.execute(guarded);
    } catch (Throwable e) {
      // Full, or there is no thread to be had.
      failed.accept(e);
    }
  }

  private final class Attempt implements Responder, Runnable {
    private final Responder responder;
    private final Function<Failure, Reply> instead;
    private final Consumer<Responder> work;
    private final AtomicReference<State> state;
    private volatile ScheduledFuture<?> alarm;

    Attempt(
        Responder responder,
        Function<Failure, Reply> instead,
        Consumer<Responder> work,
        State begins) {
      this.responder = responder;
      this.instead = instead;
      this.work = work;
      this.state = new AtomicReference<>(begins);
    }

    void arm() {
      alarm = timer.schedule(this::late, deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
      if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
        return;
      }
      try {
        work.accept(this);
      } catch (Throwable e) {
        // Whatever it is: the client waits for an answer.
        fail(e);
      }
    }

    @Override
    public void send(Reply reply) {
      if (state.getAndSet(State.ANSWERED) == State.ANSWERED) {
        LOG.debug("a reply came after the request was answered");
        reply.body().release();
        return;
      }
      ScheduledFuture<?> armed = alarm;
      if (armed != null) {
        boolean unused = armed.cancel(false);
      }
      responder.send(reply);
    }

    private void late() {
      boolean givenUp =
          state.compareAndSet(State.WAITING, State.ANSWERED)
              || (givesUpWork && state.compareAndSet(State.RUNNING, State.ANSWERED));
      if (givenUp) {
        responder.send(replace(Failure.LATE));
      }
    }

    /** Answers what was thrown, unless there was an answer before. */
    void fail(Throwable thrown) {
      Failure failure = Failure.of(thrown);
      // The client first: to tell the log takes memory.
      if (state.get() != State.ANSWERED) {
        send(replace(failure));
      }
      if (failure != Failure.BUSY && failure != Failure.SHARE) {
        SafeLog.error(LOG, "a request could not be answered", thrown);
      }
    }

    private Reply replace(Failure failure) {
      try {
        return instead.apply(failure);
      } catch (RuntimeException | Error e) {
        SafeLog.error(LOG, "a refusal could not be made", e);
        return LAST_RESORT;
      }
    }
  }
}
