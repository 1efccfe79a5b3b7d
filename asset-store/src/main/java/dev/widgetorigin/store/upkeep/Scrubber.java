package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.blob.Hashing;
import dev.widgetorigin.store.codec.OlderFormatException;
import dev.widgetorigin.store.health.Damage;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.log.HistorySegment;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.Parallel;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads everything and hashes it again. Safe beside publishes; changes nothing.
 *
 * <p>Of a blocked version the blobs may be gone (see {@link GarbageCollector}), its manifest may
 * not.
 */
public final class Scrubber {
  /**
   * What a scrub read and what it found.
   *
   * @param bytes of blobs that were hashed
   */
  public record Report(long blobs, long bytes, long manifests, long batches, List<Damage> damages) {
    public boolean intact() {
      return damages.isEmpty();
    }
  }

  /** Each waits for the bucket most of the time. */
  private static final int AT_A_TIME = 8;

  private final NodeStore store;
  private final UpkeepEvents progress;

  /** One where it is a folder: whoever serves it needs the disk and the processor. */
  private final int threads;

  private final List<Damage> damages = new ArrayList<>();

  /** The problem of each damaged blob, and who names it. */
  private final Map<Digest, String> problems = new HashMap<>();

  /** Where each damaged blob lies, if it is not missing. */
  private final Map<Digest, String> damagedKeys = new HashMap<>();

  private final Map<Digest, List<String>> affected = new HashMap<>();
  private final Map<Digest, Long> present = new HashMap<>();
  private long bytes;
  private long manifests;

  private Scrubber(NodeStore store, UpkeepEvents progress) {
    this.store = store;
    this.progress = progress;
    this.threads = store.changes().keepsFolded() ? AT_A_TIME : 1;
  }

  /**
   * Throws StoreException UNAVAILABLE where the disk fails in a way that is not damage, or a bucket
   * does not answer.
   */
  public static Report scrub(NodeStore store, UpkeepEvents progress) {
    try {
      return new Scrubber(store, progress).run();
    } catch (IOException e) {
      throw IoFailures.unavailable("read all it holds", e);
    }
  }

  private Report run() throws IOException {
    // In this order: what a snapshot names is durable before the snapshot is.
    CatalogSnapshot snapshot = store.catalog().snapshot();
    scrubLog(snapshot.sequence());
    scrubCheckpoints();
    scrubBlobs();
    scrubManifests(snapshot);
    scrubLoaders();
    problems.keySet().stream()
        .sorted()
        .forEach(
            digest ->
                damages.add(
                    new Damage(
                        Damage.Kind.BLOB,
                        "blob " + digest,
                        damagedKeys.getOrDefault(digest, StoreLayout.blob(digest) + ".…"),
                        problems.get(digest),
                        affected.getOrDefault(digest, List.of()))));
    return new Report(present.size(), bytes, manifests, snapshot.sequence(), List.copyOf(damages));
  }

  private void scrubLog(long last) throws IOException {
    long segmented = 0;
    for (HistorySegment segment : store.changes().segments()) {
      for (long hole = segmented + 1; hole < segment.from(); hole++) {
        scrubBatch(hole);
      }
      try {
        segment.read(store.objects());
      } catch (StoreException e) {
        logDamage(segment.toString(), segment.key(), e.getMessage());
      }
      segmented = segment.to();
    }
    for (long sequence = segmented + 1; sequence <= last; sequence++) {
      scrubBatch(sequence);
      progress.at("log", sequence, last);
    }
    for (long sequence : MissingLogObjects.of(store.objects(), store.changes())) {
      logDamage(
          "log object " + sequence,
          StoreLayout.log(sequence),
          "it is missing; a history segment holds its change, but a node that is behind cannot go"
              + " on from here, and one that slept could take the number for another change");
    }
  }

  private void scrubBatch(long sequence) throws IOException {
    try {
      store.changes().read(sequence, sequence, batch -> {});
    } catch (StoreException e) {
      logDamage("log object " + sequence, StoreLayout.log(sequence), e.getMessage());
    }
  }

  private void logDamage(String object, String key, String problem) {
    damages.add(new Damage(Damage.Kind.LOG, object, key, problem, List.of("the history it holds")));
  }

  private void scrubCheckpoints() throws IOException {
    for (String key : store.checkpoints().keys()) {
      try {
        store.checkpoints().read(key);
      } catch (OlderFormatException e) {
        // Nothing is lost: a start makes it again from the log.
      } catch (StoreException e) {
        if (e.code() != Code.MISSING) {
          String name = "checkpoint " + StoreLayout.checkpointSequence(key);
          damages.add(new Damage(Damage.Kind.CHECKPOINT, name, key, e.getMessage(), List.of()));
        }
      }
    }
  }

  private void scrubBlobs() throws IOException {
    List<String> keys = new ArrayList<>();
    store.objects().list(StoreLayout.BLOBS, entry -> keys.add(entry.key()));
    long[] done = {0};
    Parallel.each(
        threads,
        keys,
        key -> {
          Digest digest = StoreLayout.contentDigest(key);
          if (digest != null) {
            scrubBlob(key, digest);
          }
          synchronized (this) {
            progress.at("blobs", ++done[0], keys.size());
          }
        });
  }

  private void scrubBlob(String key, Digest digest) throws IOException {
    try {
      Optional<Content> content = store.objects().read(key);
      if (content.isEmpty()) {
        // Collected since it was listed; if something names it, the manifests will tell.
        return;
      }
      long size = content.get().size();
      Digest found;
      try (InputStream in = content.get().open()) {
        found = Hashing.sha256(in);
      }
      hashed(key, digest, size, found);
    } catch (NoSuchFileException e) {
      // Likewise.
    } catch (NoAnswerException e) {
      // That nobody answers is no damage.
      throw e;
    } catch (IOException e) {
      synchronized (this) {
        present.put(digest, -1L);
        damagedKeys.put(digest, key);
        problems.put(digest, "cannot be read: " + IoFailures.reason(e));
      }
    }
  }

  private synchronized void hashed(String key, Digest digest, long size, Digest found) {
    present.put(digest, size);
    bytes += size;
    if (!found.equals(digest)) {
      damagedKeys.put(digest, key);
      problems.put(
          digest, "expected its name as SHA-256, found " + found + " of " + size + " bytes");
    }
  }

  private void scrubLoaders() throws IOException {
    List<String> keys = new ArrayList<>();
    store.objects().list(StoreLayout.LOADERS, entry -> keys.add(entry.key()));
    keys.sort(Comparator.naturalOrder());
    for (String key : keys) {
      try {
        store.loaders().read(key);
      } catch (StoreException e) {
        damages.add(
            new Damage(
                Damage.Kind.LOADER,
                StoreLayout.loaderTitle(key),
                key,
                e.getMessage(),
                List.of("pages that name it with integrity")));
      }
    }
  }

  private void scrubManifests(CatalogSnapshot snapshot) throws IOException {
    List<Widget> widgets =
        snapshot.widgets().sorted(Comparator.comparing(w -> w.state().name())).toList();
    long done = 0;
    for (Widget widget : widgets) {
      Parallel.each(
          threads, widget.state().releases().values(), release -> scrubManifest(widget, release));
      progress.at("widgets", ++done, widgets.size());
    }
  }

  private void scrubManifest(Widget widget, Release release) {
    String name = widget.state().name() + "@" + release.version();
    Manifest manifest;
    try {
      manifest =
          store
              .manifests()
              .read(
                  widget.state().name(),
                  release.version(),
                  widget.manifests().get(release.version()));
    } catch (StoreException e) {
      if (NoAnswerException.causes(e)) {
        throw e;
      }
      synchronized (this) {
        damages.add(
            new Damage(
                Damage.Kind.MANIFEST,
                "manifest of " + name,
                StoreLayout.manifest(widget.manifests().get(release.version())),
                e.getMessage(),
                List.of(name)));
      }
      return;
    }
    use(name, release, manifest);
  }

  private synchronized void use(String name, Release release, Manifest manifest) {
    manifests++;
    boolean blocked = release.state() == ReleaseState.BLOCKED;
    for (AssetEntry file : manifest.files().values()) {
      use(name + " " + file.path(), file.digest(), file.size(), blocked);
      for (Variant variant : file.variants()) {
        use(
            name + " " + file.path() + " (" + variant.encoding().token() + ")",
            variant.digest(),
            variant.size(),
            blocked);
      }
    }
  }

  private void use(String user, Digest digest, long size, boolean blocked) {
    Long found = present.get(digest);
    if (found == null) {
      if (blocked) {
        return;
      }
      problems.putIfAbsent(digest, "expected " + size + " bytes, found nothing");
    } else if (found != size) {
      problems.putIfAbsent(digest, "expected " + size + " bytes, found " + found);
    }
    if (problems.containsKey(digest)) {
      affected.computeIfAbsent(digest, d -> new ArrayList<>()).add(user);
    }
  }
}
