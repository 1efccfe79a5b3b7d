package dev.widgetorigin.store.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * Runs nodes over one bucket, one step of one node at a time, in an order that a seed decides: the
 * same seed gives the same run. A step is a call of the bucket. Before it a node may die, or sleep
 * for as long as the others need for hundreds of steps.
 *
 * <p>Each node has a thread, so that the very code of the store runs; but only the one that holds
 * the turn goes on, and gives it to the next at its next step.
 */
final class Simulation {
  private static final double DIES = 0.004;
  private static final double SLEEPS = 0.012;
  private static final double WAKES = 0.01;
  private static final int MAX_STEPS = 100_000;

  /** The node lost all it had in memory. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1;

    Died() {
      super("died", null, false, false);
    }
  }

  /** Something that must never be was seen. */
  static final class Broken extends Error {
    private static final long serialVersionUID = 1;

    Broken(String what) {
      super(what);
    }
  }

  private static final class Node {
    private final Semaphore turn = new Semaphore(0);
    private boolean asleep;
    private boolean done;
  }

  private final Random random;
  private final List<Node> nodes = new ArrayList<>();
  private final Semaphore over = new Semaphore(0);
  private Node current;
  private Throwable broken;
  private int steps;

  /** Set when a run ends before its nodes do; they unwind then. */
  private boolean ended;

  Simulation(long seed) {
    this.random = new Random(seed);
  }

  Random random() {
    return random;
  }

  /** Runs all to their end. Throws what the first of them threw that was not its death. */
  void run(List<Runnable> works) {
    List<Thread> threads = new ArrayList<>();
    for (Runnable work : works) {
      Node node = new Node();
      nodes.add(node);
      Thread thread = new Thread(() -> live(node, work), "node-" + nodes.size());
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    next();
    over.acquireUninterruptibly();
    for (Thread thread : threads) {
      join(thread);
    }
    current = null;
    if (broken instanceof Error error) {
      throw error;
    } else if (broken instanceof RuntimeException unchecked) {
      throw unchecked;
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void live(Node node, Runnable work) {
    node.turn.acquireUninterruptibly();
    try {
      if (!ended) {
        work.run();
      }
    } catch (Died e) {
      // Unwound, because the run has ended.
    } catch (Throwable e) {
      broken = broken == null ? e : broken;
      ended = true;
    }
    node.done = true;
    next();
  }

  /** A call of the bucket: others go on here, and this one may not. */
  void step() {
    if (current == null) {
      return;
    }
    Node node = current;
    if (++steps > MAX_STEPS) {
      throw new Broken("no end after " + MAX_STEPS + " steps");
    }
    if (random.nextDouble() < SLEEPS) {
      node.asleep = true;
    }
    next();
    node.turn.acquireUninterruptibly();
    if (ended || random.nextDouble() < DIES) {
      throw new Died();
    }
  }

  boolean ended() {
    return ended;
  }

  /** Gives the turn to some node that is awake. */
  private void next() {
    List<Node> awake = new ArrayList<>();
    List<Node> asleep = new ArrayList<>();
    for (Node node : nodes) {
      if (!node.done) {
        (node.asleep && !ended ? asleep : awake).add(node);
      }
    }
    if (!asleep.isEmpty() && (awake.isEmpty() || random.nextDouble() < WAKES)) {
      Node woken = asleep.get(random.nextInt(asleep.size()));
      woken.asleep = false;
      awake.add(woken);
    }
    if (awake.isEmpty()) {
      over.release();
      return;
    }
    current = awake.get(random.nextInt(awake.size()));
    current.turn.release();
  }
}
