package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.blob.ContentObjects;
import dev.widgetorigin.store.blob.Hashing;
import dev.widgetorigin.store.blob.VersionWriter;
import dev.widgetorigin.store.catalog.Checkpoints;
import dev.widgetorigin.store.catalog.DownloadObjects;
import dev.widgetorigin.store.catalog.LogCatalog;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.log.ChangeLog;
import dev.widgetorigin.store.log.HistorySegment;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.node.StoreFormat;
import dev.widgetorigin.store.node.StoreParts;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Parallel;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Copies of a store that are stores themselves: a backup can be verified, opened and served.
 *
 * <p>A backup takes the log up to the sequence at which it began. It copies what that names before
 * it copies the log, and the log in its order, so the copy is whole at every moment, even of a
 * backup that is interrupted. What the copy has already is left alone: only new content costs.
 * Bytes are hashed on their way; damaged ones are not copied but reported.
 */
public final class Backup {
  /**
   * What was copied.
   *
   * @param sequence the copy holds the log up to here
   * @param blobs copied now, not counting those that were there
   * @param problems what could not be copied because it is missing or damaged
   */
  public record Report(
      long sequence, long blobs, long bytes, long manifests, List<String> problems) {}

  private static final String RESTORE = "restore";

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

  private Backup(NodeStore source, CopyTarget target, UpkeepEvents progress) {
    target.refuseSource(source);
    this.source = source;
    this.target = target.objects();
    this.options = target.options();
    this.progress = progress;
    this.local = !source.changes().keepsFolded() && options.deleteFolded();
  }

  /**
   * Brings the copy in {@code folder} up to date, making it where there is none. {@code source} may
   * be the store being served, or one opened read-only beside its server. Throws StoreException
   * CONFLICT where the folder is a copy of another store, LOCKED where someone has it open.
   */
  public static Report backup(NodeStore source, Path folder, UpkeepEvents progress) {
    try (CopyTarget target = CopyTarget.folder(folder)) {
      Backup backup = new Backup(source, target, progress);
      StoreFormat.check(backup.target);
      StoreFormat.write(backup.target);
      return backup.copy();
    } catch (IOException e) {
      throw IoFailures.unavailable("be backed up", e);
    }
  }

  /**
   * Makes {@code target} a copy of the store, or goes on with one that was begun, and hashes all of
   * it again. It counts as a store only after that, and not where something could not be copied:
   * see the report. Throws StoreException CONFLICT where the target holds another store, CORRUPT
   * where the copy is damaged.
   */
  public static Report copy(NodeStore source, CopyTarget target, UpkeepEvents progress) {
    try {
      Backup copy = new Backup(source, target, progress);
      if (copy.target.stat(StoreLayout.FORMAT).isPresent()) {
        StoreFormat.check(copy.target);
      }
      Report report = copy.copy();
      if (report.problems().isEmpty()) {
        refuseDamage("the copy", target, progress);
        StoreFormat.write(copy.target);
      }
      return report;
    } catch (IOException e) {
      throw IoFailures.unavailable("be copied", e);
    }
  }

  private static void refuseDamage(String what, CopyTarget target, UpkeepEvents progress)
      throws IOException {
    try (NodeStore made = target.open()) {
      refuse(what, Scrubber.scrub(made, progress).damages());
    }
  }

  /**
   * Makes a store of a backup in a place that is empty, then hashes all of it again. It counts as a
   * store only after that. Throws StoreException CORRUPT where the backup is damaged, with the
   * damage listed; MISSING where it is no backup; CONFLICT where the place is not empty. All tokens
   * are revoked in it.
   */
  public static Report restore(Path backup, CopyTarget target, UpkeepEvents progress) {
    try (NodeStore source = FolderStores.openReadOnly(backup, StoreOptions.DEFAULTS)) {
      if (!target.isEmpty()) {
        throw CopyTarget.notEmpty();
      }
      Backup restore = new Backup(source, target, progress);
      Report report = restore.copy();
      refuse("the backup", report.problems());
      refuseDamage("the backup", target, progress);
      revokeTokens(target);
      StoreFormat.write(restore.target);
      return report;
    } catch (IOException e) {
      throw IoFailures.unavailable("be restored", e);
    }
  }

  /** Some may have been revoked after the backup, and must not come back. */
  private static void revokeTokens(CopyTarget target) throws IOException {
    StoreOptions options = target.options();
    LogCatalog catalog =
        StoreParts.open(target.objects(), options.withNode(RESTORE, options.ids())).catalog();
    Optional<ChangeBatch> unused =
        catalog.commit(
            RESTORE,
            "tokens of a backup may have been revoked since",
            state ->
                state.tokens().values().stream()
                    .<Change>map(token -> new Change.TokenRevoked(token.id(), token.name()))
                    .toList());
    catalog.close();
  }

  private static void refuse(String what, List<?> problems) {
    if (!problems.isEmpty()) {
      StringBuilder message = new StringBuilder(what + " is damaged:");
      problems.stream().limit(20).forEach(problem -> message.append("\n  ").append(problem));
      if (problems.size() > 20) {
        message.append("\n  and ").append(problems.size() - 20).append(" more");
      }
      throw new StoreException(Code.CORRUPT, message.toString());
    }
  }

  private Report copy() throws IOException {
    CatalogSnapshot snapshot = source.catalog().snapshot();
    ChangeLog log = ChangeLog.open(target, options);
    refuseStranger(log, snapshot.sequence());
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
    copyLog(log, snapshot.sequence());
    if (snapshot.sequence() > 0) {
      new Checkpoints(target).write(snapshot);
    }
    return new Report(
        snapshot.sequence(), blobs.sum(), bytes.sum(), manifests.sum(), List.copyOf(problems));
  }

  /** Two logs that agree in their last common batch are the same log: each batch has its time. */
  private void refuseStranger(ChangeLog log, long sequence) throws IOException {
    long last = log.last();
    boolean ours = last <= sequence;
    if (ours && last > 0) {
      List<ChangeBatch> both = new ArrayList<>();
      log.read(last, last, both::add);
      source.changes().read(last, last, both::add);
      ours = both.get(0).equals(both.get(1));
    }
    if (!ours) {
      throw new StoreException(
          Code.CONFLICT,
          "the target holds a copy of another store, or of a later state of this one (at "
              + last
              + ")");
    }
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

  private void copyLog(ChangeLog log, long sequence) throws IOException {
    List<HistorySegment> segments = source.changes().segments();
    while (log.last() < sequence) {
      long next = log.last() + 1;
      long end = sequence;
      for (HistorySegment segment : segments) {
        if (segment.from() == next && segment.to() <= sequence) {
          log.foldInto(log.last());
          log.adopt(segment, source.objects());
          end = 0;
          break;
        } else if (segment.from() > next) {
          end = Math.min(end, segment.from() - 1);
        }
      }
      if (end > 0) {
        append(log, next, end);
      }
    }
    log.foldInto(sequence);
  }

  private void append(ChangeLog log, long from, long to) throws IOException {
    List<ChangeBatch> batches = new ArrayList<>();
    source.changes().read(from, to, batches::add);
    for (ChangeBatch batch : batches) {
      if (log.append(batch) != Creation.CREATED) {
        throw new IOException("the copy's log was written to by another process");
      }
    }
  }
}
