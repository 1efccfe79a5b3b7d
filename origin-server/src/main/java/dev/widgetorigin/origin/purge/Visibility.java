package dev.widgetorigin.origin.purge;

import dev.widgetorigin.store.Commit;
import java.time.Duration;

/**
 * When every node shows a change. An edge that is purged before could fetch the old answer again,
 * from a node that has not heard of the change.
 */
@FunctionalInterface
interface Visibility {
  /** A commit is visible here when it is told of, and there is no other node. */
  Visibility ONE_NODE = commit -> Duration.ZERO;

  /** How long to wait from now. */
  Duration after(Commit commit);
}
