package dev.widgetorigin.origin.notify;

import dev.widgetorigin.origin.notify.Outbox.Dead;
import dev.widgetorigin.origin.notify.Outbox.Message;
import dev.widgetorigin.origin.web.async.FollowingWorker;
import dev.widgetorigin.origin.web.async.SafeLog;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import dev.widgetorigin.store.Stoppable;
import dev.widgetorigin.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one receiver what is in the log, on a thread of its own: see {@link FollowingWorker}. What
 * was taken or given up is done. Thread-safe.
 */
final class Webhook implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

  /** How often it is looked what other nodes do. */
  private static final Duration LOOK = Duration.ofSeconds(3);

  /** How often it is looked what of the dead letters is to be told once more. */
  private static final Duration LOOK_FOR_LETTERS = Duration.ofSeconds(10);

  /**
   * How it stands, for people.
   *
   * @param oldest when the oldest event that waits happened; null where none does
   */
  record Status(
      int waiting,
      Instant oldest,
      long sent,
      long failures,
      Instant lastSuccess,
      Instant failingSince,
      String problem,
      List<Dead> dead) {}

  private final Receiver receiver;
  private final InstantSource clock;

  /** Null where there can be no other node. */
  private final SenderElection election;

  private final Outbox outbox;
  private final PendingEvents pending;
  private final DeadLetters letters;
  private final FollowingWorker worker;

  /** Given up, and not yet written as such. Only the thread looks at it. */
  private final Deque<Dead> unburied = new ArrayDeque<>();

  /** What is in the outbox because a person asked for it, not the log. */
  private final Set<String> retried = new HashSet<>();

  /** When that was last looked for; MAX where it is to be looked for at once. */
  private Instant lookedForLetters = Instant.MAX;

  private long sent;
  private long failures;
  private Instant lastSuccess;
  private Instant failingSince;
  private String problem;

  Webhook(
      Receiver receiver,
      Cursor file,
      DeadLetters letters,
      SenderElection election,
      InstantSource clock,
      DoubleSupplier random) {
    this.receiver = receiver;
    this.pending = new PendingEvents(file);
    this.letters = letters;
    this.election = election;
    this.clock = clock;
    this.outbox = new Outbox(random);
    this.worker =
        new FollowingWorker(
            followerName(receiver.name()),
            pending.cursor(),
            this::committed,
            "telling " + receiver.name(),
            this,
            this::round);
  }

  void start(Store store) {
    worker.start(store.catalog());
  }

  /** Of the mark that says that dead letters were changed; no follower of the log has it. */
  static String lettersName(String webhook) {
    return "letters-" + webhook;
  }

  static String followerName(String webhook) {
    return "notify-" + webhook;
  }

  Receiver receiver() {
    return receiver;
  }

  private void committed(Commit commit) throws InterruptedException {
    List<Event> events = Events.of(commit).stream().filter(receiver::wants).toList();
    synchronized (this) {
      for (Event event : events) {
        while (outbox.isFull() && !worker.isClosed()) {
          wait();
        }
        if (worker.isClosed()) {
          throw new InterruptedException("the origin stops");
        }
        if (pending.waitsFor(event.id(), commit.sequence())) {
          Instant time = commit.batch().time();
          String body = receiver.body(event, time);
          outbox.add(new Message(event.id(), event.widget(), event.name(), time, body));
        }
      }
      pending.heard(new Position(commit.sequence(), commit.batch().id()));
      notifyAll();
    }
  }

  private void round() throws InterruptedException {
    boolean ours = election == null || election.isSender();
    if (!ours) {
      dropTold();
    }
    lookForLetters(ours);
    Message message = next(ours && bury());
    if (message != null) {
      tell(message);
      if (bury()) {
        worker.save();
      }
    }
  }

  /** Null where it waited for one; then it is asked again. */
  private synchronized Message next(boolean mayTell) throws InterruptedException {
    if (worker.isClosed()) {
      return null;
    }
    Instant now = clock.instant();
    Optional<Message> due = mayTell ? outbox.next(now) : Optional.empty();
    if (due.isEmpty()) {
      Duration most = election == null ? LOOK_FOR_LETTERS : LOOK;
      Duration pause = mayTell ? outbox.untilDue(now) : LOOK;
      TimeUnit.MILLISECONDS.timedWait(this, Math.max(1, min(pause, most).toMillis()));
    }
    return due.orElse(null);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** What another node has told, or given up, is not to be told by this one. */
  private void dropTold() {
    try {
      long told = pending.look();
      synchronized (this) {
        outbox.drop(message -> retried.remove(message.id()) || pending.isUntil(message.id(), told));
        notifyAll();
      }
    } catch (IOException e) {
      LOG.debug("how far {} has been told cannot be read", receiver.name(), e);
    }
  }

  /** What a person wants it to be told once more, on whichever node that was said. */
  private void lookForLetters(boolean ours) {
    Instant now = clock.instant();
    synchronized (this) {
      // Also where the clock was put back since: else nothing would be told again for as long.
      if (!now.isBefore(lookedForLetters)
          && now.isBefore(lookedForLetters.plus(LOOK_FOR_LETTERS))) {
        return;
      }
      lookedForLetters = now;
    }
    try {
      letters.look(now);
    } catch (IOException e) {
      LOG.debug("the dead letters of {} cannot be read", receiver.name(), e);
    }
    synchronized (this) {
      for (Message message : ours ? letters.again() : List.<Message>of()) {
        if (!outbox.isFull() && retried.add(message.id())) {
          outbox.add(message);
        }
      }
    }
  }

  /**
   * Writes what was given up. Before that the cursor stays where it is, and nothing else is told.
   */
  private boolean bury() {
    while (!unburied.isEmpty()) {
      Dead letter = unburied.element();
      try {
        letters.bury(letter);
      } catch (IOException e) {
        LOG.warn("a dead letter of {} cannot be written; it is tried again", receiver.name(), e);
        return false;
      }
      unburied.remove();
      over(letter.message());
      worker.save();
    }
    return true;
  }

  private synchronized void over(Message message) {
    if (!retried.remove(message.id())) {
      pending.over(message.id());
    }
  }

  private void tell(Message message) {
    try {
      WebhookSender.Answer answer = receiver.tell(message.id(), message.body());
      if (answer.isTaken()) {
        taken(message);
      } else {
        failed(message, answer.retryAfter(), answer.problem());
      }
    } catch (IOException e) {
      failed(message, Duration.ZERO, e.getMessage());
    } catch (RuntimeException | Error e) {
      // An Error, too: one message must not end the thread for all that come after it, nor be under
      // way for ever because there was no memory to say so.
      failed(message, Duration.ZERO, "the origin made a mistake: " + e.getClass().getSimpleName());
      SafeLog.error(LOG, receiver.name() + " could not be told", e);
    }
  }

  private void taken(Message message) {
    synchronized (this) {
      outbox.taken(message);
      over(message);
      sent++;
      lastSuccess = clock.instant();
      failingSince = null;
      problem = null;
      notifyAll();
    }
    try {
      letters.taken(message.id());
    } catch (IOException e) {
      LOG.warn("{} was told of {}, and may be again", receiver.name(), message.id(), e);
    }
  }

  private synchronized void failed(Message message, Duration atLeast, String why) {
    Instant now = clock.instant();
    failures++;
    failingSince = failingSince == null ? now : failingSince;
    problem = why;
    outbox
        .failed(message, now, atLeast, why)
        .ifPresent(
            letter -> {
              unburied.add(letter);
              LOG.warn("{} was not told of {}: {}", receiver.name(), message.id(), why);
            });
    notifyAll();
  }

  /** Has dead letters told once more: see {@link DeadLetters#retry}. */
  int retry(Set<String> ids) throws IOException {
    int count = letters.retry(ids, clock.instant());
    synchronized (this) {
      lookedForLetters = Instant.MAX;
      notifyAll();
    }
    return count;
  }

  /** Never blocks: health asks for it on an event loop. So nobody holds the monitor who waits. */
  synchronized Status status() {
    return new Status(
        outbox.size(),
        outbox.oldest(),
        sent,
        failures,
        lastSuccess,
        failingSince,
        problem == null ? worker.problem() : problem,
        letters.all());
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
