package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.codec.CheckpointCodec;
import dev.widgetorigin.store.codec.OlderFormatException;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fold at some sequences, so that a start need not replay the world. They can always be made
 * again from the log: a damaged one costs time, nothing else. The newest two are kept.
 */
public final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final int KEPT = 2;

  private final ObjectStore objects;

  public Checkpoints(ObjectStore objects) {
    this.objects = objects;
  }

  /** Newest first. */
  public List<String> keys() throws IOException {
    List<String> keys = new ArrayList<>();
    objects.list(
        StoreLayout.CHECKPOINTS,
        entry -> {
          if (StoreLayout.checkpointSequence(entry.key()) > 0
              && StoreLayout.checkpointDigest(entry.key()) != null) {
            keys.add(entry.key());
          }
        });
    keys.sort(Comparator.reverseOrder());
    return keys;
  }

  /** The newest intact one, or the empty snapshot. */
  public ShardedSnapshot newest() throws IOException {
    return newest(Long.MAX_VALUE);
  }

  /** The newest intact one at that sequence or before, or the empty snapshot. */
  ShardedSnapshot newest(long most) throws IOException {
    for (String key : keys()) {
      if (StoreLayout.checkpointSequence(key) > most) {
        continue;
      }
      try {
        return read(key);
      } catch (OlderFormatException e) {
        LOG.info("{}; an earlier checkpoint or the whole log is read instead", e.getMessage());
      } catch (StoreException e) {
        if (e.code() == Code.INCOMPATIBLE) {
          throw e;
        }
        LOG.error("{}; an earlier checkpoint or the whole log is read instead", e.getMessage());
      }
    }
    return ShardedSnapshot.EMPTY;
  }

  /**
   * Throws StoreException CORRUPT or MISSING where it is not what was written, and
   * OlderFormatException where an older program wrote it.
   */
  public ShardedSnapshot read(String key) throws IOException {
    long sequence = StoreLayout.checkpointSequence(key);
    byte[] bytes =
        objects
            .bytes(key)
            .orElseThrow(
                () -> new StoreException(Code.MISSING, "checkpoint " + sequence + " is missing"));
    if (!Digest.sha256(bytes).equals(StoreLayout.checkpointDigest(key))) {
      throw new StoreException(
          Code.CORRUPT,
          "checkpoint " + sequence + " is damaged: its bytes do not match its SHA-256");
    }
    CheckpointCodec.Checkpoint found = CheckpointCodec.decode(bytes, sequence);
    return ShardedSnapshot.EMPTY
        .with(sequence, found.epoch(), found.tokens(), found.widgets())
        .withAlarms(found.alarms());
  }

  /** Durable when it returns; then drops all but the newest two. */
  public void write(CatalogSnapshot snapshot) throws IOException {
    byte[] bytes = CheckpointCodec.encode(snapshot);
    String key = StoreLayout.checkpoint(snapshot.sequence(), Digest.sha256(bytes));
    if (objects.create(key, Source.of(bytes)) != Creation.CREATED
        && !Arrays.equals(objects.bytes(key).orElse(null), bytes)) {
      // Named by its own digest, so what is there is damaged.
      objects.replace(key, Source.of(bytes));
    }
    CrashPoint.reached(CrashPoint.CHECKPOINT_BEFORE_DELETE);
    List<String> keys = keys();
    for (String old : keys.subList(Math.min(KEPT, keys.size()), keys.size())) {
      objects.delete(old);
    }
  }
}
