package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.blob.ContentObjects;
import dev.widgetorigin.store.blob.Hashing;
import dev.widgetorigin.store.blob.VersionWriter;
import dev.widgetorigin.store.catalog.Checkpoints;
import dev.widgetorigin.store.catalog.DownloadObjects;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Parallel;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * One copy of a store. It takes the log up to the sequence at which it began. It copies what that
 * names before it copies the log, and the log in its order, so the copy is whole at every moment,
 * also of one that is interrupted. What the copy has already is left alone: only new content costs.
 * Bytes are hashed on their way; damaged ones are not copied but reported. Used once.
 */
final class StoreCopy {
  /** Versions, and of each of them blobs: nearly all of the time a bucket is waited for. */
  private static final int VERSIONS_AT_A_TIME = 8;

  private static final int BLOBS_AT_A_TIME = 4;

  /** Bytes that two versions have are copied once. */
  private static final int LOCKS = 64;

  private final NodeStore source;
  private final ObjectStore target;
  private final StoreOptions options;
  private final UpkeepEvents progress;

  /** Whether both places are folders of this machine. */
  private final boolean local;

  /** The blobs and manifests that the copy has, with their sizes. */
  private final Map<Digest, Long> present = new ConcurrentHashMap<>();

  private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();
  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
  private final LongAdder blobs = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder manifests = new LongAdder();

  /** Throws StoreException CONFLICT where a store is to be copied onto itself. */
  StoreCopy(NodeStore source, CopyTarget target, UpkeepEvents progress) {
    target.refuseSource(source);
    this.source = source;
    this.target = target.objects();
    this.options = target.options();
    this.progress = progress;
    this.local = !source.changes().keepsFolded() && options.deleteFolded();
  }

  /** Throws StoreException CONFLICT where the target holds another store. */
  Backup.Report make() throws IOException {
    CatalogSnapshot snapshot = source.catalog().snapshot();
    LogCopy log = LogCopy.begin(source, target, options, snapshot.sequence());
    list(StoreLayout.BLOBS);
    list(StoreLayout.MANIFESTS);
    List<Widget> widgets = snapshot.widgets().toList();
    long done = 0;
    for (Widget widget : widgets) {
      Parallel.each(
          local ? 1 : VERSIONS_AT_A_TIME,
          widget.state().releases().values(),
          release -> copyVersion(widget, release));
      progress.at("widgets", ++done, widgets.size());
    }
    copyLoaders();
    DownloadObjects.copy(source.objects(), target);
    log.make();
    if (snapshot.sequence() > 0) {
      new Checkpoints(target).write(snapshot);
    }
    return new Backup.Report(
        snapshot.sequence(), blobs.sum(), bytes.sum(), manifests.sum(), List.copyOf(problems));
  }

  private void copyVersion(Widget widget, Release release) throws IOException {
    String name = widget.state().name() + "@" + release.version();
    Manifest manifest;
    try {
      Digest digest = widget.manifests().get(release.version());
      manifest = source.manifests().read(widget.state().name(), release.version(), digest);
    } catch (StoreException e) {
      if (NoAnswerException.causes(e)) {
        throw e;
      }
      problems.add(e.getMessage());
      return;
    }
    boolean blocked = release.state() == ReleaseState.BLOCKED;
    List<Map.Entry<Digest, Long>> missing =
        VersionWriter.named(manifest).entrySet().stream()
            .filter(blob -> !blob.getValue().equals(present.get(blob.getKey())))
            .toList();
    Parallel.each(
        local ? 1 : BLOBS_AT_A_TIME,
        missing,
        blob -> {
          try {
            copyBlob(blob.getKey(), blob.getValue());
          } catch (StoreException e) {
            if (!blocked) {
              problems.add(name + ": " + e.getMessage());
            }
          }
        });
    Digest digest = widget.manifests().get(release.version());
    if (copyObject(source.manifests().contents(), StoreLayout.MANIFESTS, digest, -1) >= 0) {
      manifests.increment();
    }
  }

  private void copyLoaders() throws IOException {
    List<String> keys = new ArrayList<>();
    source.objects().list(StoreLayout.LOADERS, entry -> keys.add(entry.key()));
    for (String key : keys) {
      try {
        Optional<byte[]> text = source.loaders().read(key);
        if (text.isPresent()) {
          target.ensure(key, Source.of(text.get()));
        }
      } catch (StoreException e) {
        problems.add(e.getMessage());
      }
    }
  }

  private void copyBlob(Digest digest, long size) throws IOException {
    ContentObjects from = source.parts().blobs().contents();
    long copied = copyObject(from, StoreLayout.BLOBS, digest, size);
    if (copied >= 0) {
      blobs.increment();
      bytes.add(copied);
    }
  }

  /** The size of what was copied now, or -1 where it was there. The key stays the same. */
  private long copyObject(ContentObjects from, String folder, Digest digest, long size)
      throws IOException {
    synchronized (locks[Math.floorMod(digest.hashCode(), LOCKS)]) {
      return copyOnce(from, folder, digest, size);
    }
  }

  private long copyOnce(ContentObjects from, String folder, Digest digest, long size)
      throws IOException {
    Long there = present.get(digest);
    if (there != null && (size < 0 || there == size)) {
      return -1;
    }
    String what = folder.equals(StoreLayout.BLOBS) ? "blob" : "manifest";
    StoreException damage = null;
    for (String key : from.keys(digest)) {
      Optional<Content> content = source.objects().read(key);
      if (content.isEmpty()) {
        continue;
      }
      Digest found;
      try (InputStream in = content.get().open()) {
        found = Hashing.sha256(in);
      }
      if (found.equals(digest) && (size < 0 || content.get().size() == size)) {
        target.replace(key, Source.of(content.get()));
        present.put(digest, content.get().size());
        return content.get().size();
      }
      damage =
          new StoreException(
              Code.CORRUPT, what + " " + digest + " is damaged: its bytes have SHA-256 " + found);
    }
    throw damage != null
        ? damage
        : new StoreException(
            Code.MISSING,
            what + " " + digest + " is missing (" + StoreLayout.content(folder, digest) + ".…)");
  }

  /** One look at the whole copy, instead of one for each object. */
  private void list(String folder) throws IOException {
    target.list(
        folder,
        entry -> {
          Digest digest = StoreLayout.contentDigest(entry.key());
          if (digest != null) {
            present.put(digest, entry.size());
          }
        });
  }
}
