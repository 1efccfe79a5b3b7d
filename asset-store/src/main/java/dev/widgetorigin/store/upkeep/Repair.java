package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.LoaderTexts;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.blob.VersionWriter;
import dev.widgetorigin.store.health.Damage;
import dev.widgetorigin.store.layout.CrashPoint;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.node.StoreFormat;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts back what a store has lost, in a folder or in a bucket, from a {@link RepairSource}: log
 * first, then manifests, then blobs, loaders and checkpoints. Each object is proven before it is
 * put in place, by its digest or, in the log, by the batches beside it, and put there in one step.
 * So it is safe beside the processes that serve the store, and may be stopped at any moment and run
 * again.
 */
public final class Repair {
  /**
   * What was done.
   *
   * @param repaired each object that is right again, e.g. {@code manifest of chat@1.2.3}
   * @param left what the store looks like afterwards
   */
  public record Report(List<String> repaired, Scrubber.Report left) {}

  /** Opens the store again, after its log was mended. */
  @FunctionalInterface
  private interface Opening {
    NodeStore open() throws IOException;
  }

  /** Where a blob is kept until its digest was checked. */
  private final Path scratch;

  private final ObjectStore objects;
  private final StoreOptions options;
  private final RepairSource source;
  private final UpkeepEvents progress;
  private final List<String> repaired = new ArrayList<>();

  private Repair(
      Path scratch,
      ObjectStore objects,
      StoreOptions options,
      RepairSource source,
      UpkeepEvents progress) {
    this.scratch = scratch;
    this.objects = objects;
    this.options = options;
    this.source = source;
    this.progress = progress;
  }

  /**
   * Repairs what the source has. Throws StoreException CORRUPT where the log is damaged in a way
   * that the source cannot mend, so that nothing else can be known; CONFLICT where the source is a
   * copy of another store; MISSING where the folder has no store.
   */
  public static Report repair(Path folder, RepairSource source, UpkeepEvents progress) {
    try {
      if (!Files.isDirectory(folder)) {
        throw new StoreException(Code.MISSING, "there is no store in this folder");
      }
      Path root = folder.toRealPath();
      ObjectStore objects =
          FolderObjects.openToMend(root, StoreLayout.TEMPORARY, CrashPoint.observer());
      if (!StoreFormat.check(objects)) {
        throw new StoreException(Code.MISSING, "there is no store in this folder");
      }
      Path scratch = Files.createDirectories(root.resolve(StoreLayout.STAGING));
      return new Repair(scratch, objects, StoreOptions.DEFAULTS, source, progress)
          .run(() -> FolderStores.openToMend(root, objects));
    } catch (IOException e) {
      throw IoFailures.unavailable("be repaired", e);
    }
  }

  /** The same in a bucket, beside the nodes that serve and change it; closes it. */
  public static Report repair(Bucket bucket, RepairSource source, UpkeepEvents progress) {
    try (bucket) {
      if (!StoreFormat.check(bucket.objects())) {
        throw new StoreException(Code.MISSING, "there is no store in " + bucket.where());
      }
      // Of a log that several nodes append to no object may ever be missing.
      StoreOptions options = StoreOptions.DEFAULTS.withDeleteFolded(false);
      Path scratch = Files.createTempDirectory("widget-origin-repair-");
      try {
        return new Repair(scratch, bucket.objects(), options, source, progress)
            .run(() -> NodeStore.over(bucket.objects(), options));
      } finally {
        Files.deleteIfExists(scratch);
      }
    } catch (IOException e) {
      throw IoFailures.unavailable("be repaired", e);
    }
  }

  private Report run(Opening opening) throws IOException {
    repaired.addAll(new LogRepair(objects, options, source, progress).repair());
    try (NodeStore store = opening.open()) {
      manifests(store);
      Scrubber.Report found = Scrubber.scrub(store, progress);
      if (!found.intact()) {
        mend(store, found.damages());
      }
      return new Report(
          List.copyOf(repaired),
          repaired.isEmpty() && found.intact() ? found : Scrubber.scrub(store, progress));
    }
  }

  private void manifests(NodeStore store) throws IOException {
    for (Widget widget : store.catalog().snapshot().widgets().toList()) {
      WidgetName name = widget.state().name();
      for (Release release : widget.state().releases().values()) {
        Version version = release.version();
        if (store.manifests().readable(name, version).isPresent()) {
          continue;
        }
        Digest digest = widget.manifests().get(version);
        Optional<byte[]> bytes = source.manifest(name, version, digest);
        if (bytes.isPresent() && Digest.sha256(bytes.get()).equals(digest)) {
          Upload upload = new Upload(store.catalog().snapshot().epoch(), newId());
          store.manifests().contents().mend(digest, upload, Source.of(bytes.get()), true);
          repaired.add("manifest of " + name + "@" + version);
        }
      }
    }
  }

  private static String newId() {
    return StoreOptions.DEFAULTS.ids().get().substring(0, Upload.ID_LENGTH);
  }

  private void mend(NodeStore store, List<Damage> damages) throws IOException {
    Set<Digest> lost = new HashSet<>();
    boolean checkpoint = false;
    for (Damage damage : damages) {
      switch (damage.kind()) {
        case BLOB -> lost.add(StoreLayout.contentDigest(damage.key()));
        case LOADER -> loader(damage);
        case CHECKPOINT -> {
          // The fold is at hand, so a damaged one is of no use to anybody.
          objects.delete(damage.key());
          repaired.add(damage.object());
          checkpoint = true;
        }
        case LOG, MANIFEST -> {
          // What the source had of these is in place already.
        }
      }
    }
    if (checkpoint) {
      store.checkpoints().write(store.catalog().snapshot());
    }
    for (Map.Entry<Digest, Long> blob : sizes(store, lost).entrySet()) {
      blob(store, blob.getKey(), blob.getValue());
    }
  }

  private void loader(Damage damage) throws IOException {
    Optional<byte[]> text = source.loader(damage.key());
    if (text.isPresent()
        && LoaderTexts.name(text.get()).equals(StoreLayout.loaderName(damage.key()))) {
      objects.replace(damage.key(), Source.of(text.get()));
      repaired.add(damage.object());
    }
  }

  /** How large each of these blobs should be; without those that nothing names. */
  private static Map<Digest, Long> sizes(NodeStore store, Set<Digest> wanted) {
    Map<Digest, Long> sizes = new HashMap<>();
    if (wanted.isEmpty()) {
      return sizes;
    }
    for (Widget widget : store.catalog().snapshot().widgets().toList()) {
      for (Version version : widget.state().releases().keySet()) {
        store
            .manifests()
            .readable(widget.state().name(), version)
            .ifPresent(
                manifest ->
                    VersionWriter.named(manifest)
                        .forEach(
                            (digest, size) -> {
                              if (wanted.contains(digest)) {
                                sizes.put(digest, size);
                              }
                            }));
      }
    }
    return sizes;
  }

  private void blob(NodeStore store, Digest digest, long size) throws IOException {
    Path file = Files.createTempFile(scratch, "repair-", ".blob");
    try {
      if (source.blob(digest, size, file)) {
        store.blobs().replace(digest, file);
        repaired.add("blob " + digest);
      }
    } catch (StoreException e) {
      if (e.code() != Code.CORRUPT) {
        throw e;
      }
      // Other bytes than its name says: the source has not got it either.
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
