package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.NoAnswerException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the store, and where its bucket does not answer tries again until it does: a node that was
 * replaced while the bucket was away comes back by itself. What is wrong in another way, e.g. a
 * bucket that does not exist or refuses the credentials, is thrown at once.
 *
 * <p>Meanwhile {@link StartingListeners} say that the node is not ready. Ports that are shared with
 * another process ({@code http.reuse-port}) stay closed, for it answers all requests there.
 */
final class BucketWait {
  private static final Logger LOG = LoggerFactory.getLogger(BucketWait.class);
  private static final Duration TELL_EVERY = Duration.ofMinutes(1);

  private final OriginConfig config;
  private final World world;
  private final Duration pause;

  /**
   * @param pause between two tries
   */
  BucketWait(OriginConfig config, World world, Duration pause) {
    this.config = config;
    this.world = world;
    this.pause = pause;
  }

  /** Blocks until the store is open. Throws what {@code opening} throws in another case. */
  NodeStore open(Supplier<NodeStore> opening) {
    try (Parts meanwhile =
        new Parts(new StopDeadline(System::nanoTime), System::nanoTime, part -> {})) {
      boolean listening = false;
      long tell = System.nanoTime();
      while (true) {
        try {
          return opening.get();
        } catch (StoreException e) {
          if (!NoAnswerException.causes(e)) {
            throw e;
          }
          if (!listening && !config.http().reusePort()) {
            StartingListeners.open(meanwhile, config, world);
            listening = true;
          }
          if (System.nanoTime() - tell >= 0) {
            tell = System.nanoTime() + TELL_EVERY.toNanos();
            LOG.error(
                "{}. This node is not ready, and tries again every {} ms until the bucket answers",
                e.getMessage(),
                pause.toMillis());
          }
          pause(e);
        }
      }
    }
  }

  private void pause(StoreException why) {
    try {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw why;
    }
  }
}
