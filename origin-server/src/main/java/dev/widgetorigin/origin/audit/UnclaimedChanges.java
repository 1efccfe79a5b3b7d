package dev.widgetorigin.origin.audit;

import dev.widgetorigin.store.ChangeBatch;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The changes of this node that have no line in its audit log yet. The log of changes tells of
 * each; often the call that made it is quicker, and its line is there already. Guarded by the audit
 * log, but for {@link #inOrder}.
 */
final class UnclaimedChanges {
  private static final int MOST = 10_000;

  private final String node;
  private final ConcurrentSkipListMap<Long, ChangeBatch> unclaimed = new ConcurrentSkipListMap<>();

  /** Batches that have a line and were not heard of yet: those after {@link #heard}. */
  private final Set<Long> early = new HashSet<>();

  private long heard;

  UnclaimedChanges(String node) {
    this.node = node;
  }

  /** Changes up to there are looked for elsewhere. */
  void begin(long sequence) {
    heard = sequence;
  }

  /** Throws IOException where too many have no line: it is to be told again. */
  void heard(ChangeBatch batch) throws IOException {
    if (unclaimed.size() >= MOST) {
      throw new IOException("the audit log cannot be written, and many changes wait for it");
    }
    heard = batch.sequence();
    if (!early.remove(batch.sequence()) && batch.node().equals(node)) {
      unclaimed.put(batch.sequence(), batch);
    }
  }

  /** There is a line of that change; 0 where it is of none. */
  void claimed(long sequence) {
    if (sequence > heard) {
      early.add(sequence);
    } else {
      unclaimed.remove(sequence);
    }
  }

  /** As they are while this is walked through; for any thread. */
  Collection<ChangeBatch> inOrder() {
    return unclaimed.values();
  }
}
