package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.health.BucketStatus;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** A store, opened, in a folder or in a bucket: all that the origin knows of how bytes are kept. */
public interface Store extends AutoCloseable {
  BlobStore blobs();

  Catalog catalog();

  /**
   * A published version's manifest, cached; verified against the digest in the catalog. Throws
   * StoreException (MISSING, CORRUPT). May block.
   */
  Manifest manifest(WidgetName widget, Version version);

  /**
   * A manifest's bytes as they are kept, verified. Throws StoreException (MISSING, CORRUPT). May
   * block.
   */
  byte[] manifestBytes(WidgetName widget, Version version);

  /** The cached manifest or null; never blocks. */
  Manifest manifestIfCached(WidgetName widget, Version version);

  /** Whether reading that manifest needs nothing but this node's disk. May block for that. */
  default boolean manifestNear(WidgetName widget, Version version) {
    return true;
  }

  /** Loaders that were promised to stay. */
  LoaderTexts loaders();

  /**
   * True where every byte of a version is there: its manifest is intact and each blob it names has
   * the size it should have. Does not re-hash. May block.
   */
  default boolean intact(WidgetName widget, Version version) {
    try {
      for (AssetEntry file : manifest(widget, version).files().values()) {
        blobs().read(file.digest(), file.size()).open().close();
        for (Variant variant : file.variants()) {
          blobs().read(variant.digest(), variant.size()).open().close();
        }
      }
      return true;
    } catch (IOException | StoreException e) {
      return false;
    }
  }

  /** The versions known to be damaged now. */
  DamagedVersions damaged();

  /**
   * Reads and hashes all of a version, past every cache: what is wrong first, or empty. {@link
   * #damaged} knows it afterwards. Throws StoreException UNAVAILABLE. May block for as long as it
   * takes to read the bundle.
   */
  Optional<String> check(WidgetName widget, Version version);

  /** The name of this node: batches that it appends carry it. */
  String node();

  /**
   * Where a follower of that name remembers how far it has come, in this node's own folder. It
   * survives a restart and a {@code kill -9}.
   */
  LogFollower.Cursor cursor(String follower);

  /**
   * Where a follower of that name remembers, together with those of its name on all other nodes,
   * how far they have come. Where the store is a folder it is the same as {@link #cursor}.
   */
  default LogFollower.Cursor sharedCursor(String follower) {
    return cursor(follower);
  }

  /** What the followers of that name on all nodes keep beside {@link #sharedCursor}. */
  FollowerDocuments documents(String follower);

  /** How this node stands to the bucket that it shares with others; empty where there is none. */
  default Optional<BucketStatus> bucket() {
    return Optional.empty();
  }

  /**
   * What the nodes of a bucket say of themselves; none where the store is a folder. May block.
   * Throws StoreException UNAVAILABLE.
   */
  default List<NodeStatus> nodes() {
    return List.of();
  }

  /** What the nodes of a bucket count of rollouts; empty where the store is a folder. */
  default Optional<Tallies> tallies() {
    return Optional.empty();
  }

  /** A folder on the same file system for uploads and ingest; emptied at start. */
  Path staging();

  /**
   * Makes a version exist: blobs durable, manifest created, log appended (with {@link
   * NewVersion#also} in the same batch), catalog swapped. Throws StoreException UNAVAILABLE where
   * the disk is full or fails, with nothing half-published; the same call again is safe. May block.
   *
   * <p>Staged files that became blobs are gone afterwards; the caller deletes the others. A version
   * that exists is compared by path and original bytes; {@code also} is not applied then, and what
   * of it is missing or damaged is put back from the bytes at hand.
   *
   * @param blobs everything that the manifest names and the store may not have yet
   */
  PublishOutcome publish(NewVersion version, List<StagedBlob> blobs);

  /**
   * Gives a version that was published with quick variants its best ones: blobs durable, manifest
   * created, log appended. Nothing is replaced: the log names another manifest from then on. Empty
   * where the version is not as the caller saw it: another manifest is named, or it was blocked.
   * Throws as {@link #publish} does; the same call again is safe. May block.
   *
   * @param completed made by {@link Manifest#completed} of the manifest that the version has
   * @param blobs originals and the new variants; deleted afterwards
   * @param changes decides what the batch says, on the widget as the batch finds it, given the
   *     digest of the new manifest. Runs inside the commit: must be quick. Must hold a {@link
   *     Change.Completed}
   */
  Optional<ChangeBatch> complete(
      Manifest completed,
      List<StagedBlob> blobs,
      BiFunction<Widget, Digest, List<Change>> changes,
      String who,
      String why);

  /**
   * {@code CREATED}: sequence is the new batch's. {@code IDENTICAL}: same bytes were there. {@code
   * REPAIRED}: the same bytes had been there, and what was lost of them is back. {@code CONFLICT}:
   * other bytes, other build metadata, or a blocked number. But for the first, the sequence is that
   * of the widget's last change and the manifest the one that is there; null where that is damaged
   * and the bytes at hand are not its own.
   */
  record PublishOutcome(Kind kind, long sequence, Manifest manifest) {
    public enum Kind {
      CREATED,
      IDENTICAL,
      REPAIRED,
      CONFLICT
    }
  }

  @Override
  void close();
}
