package dev.widgetorigin.store.blob;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.blob.Reuse.Owner;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.Parallel;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts the blobs of a version in place. One that a live version names already is not uploaded
 * again, if its bytes are right: the newest versions of the same widget are looked at, and what
 * this process has published.
 */
public final class BlobUploads {
  private static final int NEWEST = 5;

  /**
   * A file system makes what is forced at the same time durable together, so eight threads need a
   * tenth of the time of one; most of a publish of thousands of small files was this waiting.
   */
  private static final int THREADS = 8;

  /**
   * Up to here one thread is quick enough on a disk, and a bundle's usual handful needs no other.
   */
  private static final int FEW = 32;

  private static final int REMEMBERED = 100_000;

  private final ObjectBlobStore blobs;
  private final Manifests manifests;
  private final int threadsForFew;
  private final Cache<Digest, Owner> remembered =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  /**
   * @param callsAtOnce of the objects that blobs are in
   */
  public BlobUploads(ObjectBlobStore blobs, Manifests manifests, int callsAtOnce) {
    this.blobs = blobs;
    this.manifests = manifests;
    this.threadsForFew = Math.min(callsAtOnce, THREADS);
  }

  /** All are durable when it returns; on which versions that depends. */
  Reuse put(Manifest manifest, Upload upload, StagedContents staged, CatalogSnapshot now)
      throws IOException {
    Map<Digest, Owner> owned = owned(manifest, now);
    Map<Digest, Long> named = VersionWriter.named(manifest);
    Set<Owner> owners = ConcurrentHashMap.newKeySet();
    Parallel.each(
        named.size() > FEW ? THREADS : threadsForFew,
        named.keySet(),
        digest -> {
          Owner owner = owned.getOrDefault(digest, remembered.getIfPresent(digest));
          boolean live = owner != null && owner.live(now);
          if (put(digest, named.get(digest), live, upload, staged)) {
            owners.add(owner);
          }
        });
    return new Reuse(Set.copyOf(owners));
  }

  /** True where the bytes that a live version names are counted on. */
  private boolean put(Digest digest, long size, boolean live, Upload upload, StagedContents staged)
      throws IOException {
    Source source = staged.find(digest, size);
    if (live && blobs.problem(digest, size).isEmpty()) {
      return true;
    }
    if (live && source != null) {
      // What that version names is damaged, and the right bytes are at hand.
      blobs.contents().mend(digest, upload, source, true);
      return true;
    }
    blobs.contents().create(digest, upload, source == null ? stored(digest, size) : source);
    return false;
  }

  /** What is stored and not staged is uploaded once more: nothing keeps it otherwise. */
  private Source stored(Digest digest, long size) throws IOException {
    Optional<Content> content = blobs.contents().find(digest);
    if (content.isEmpty() || content.get().size() != size) {
      throw new StoreException(Code.MISSING, "blob " + digest + " is neither staged nor stored");
    }
    return Source.of(content.get());
  }

  private Map<Digest, Owner> owned(Manifest manifest, CatalogSnapshot now) {
    Map<Digest, Owner> owned = new HashMap<>();
    now.widget(manifest.widget())
        .ifPresent(
            widget ->
                widget.state().releases().descendingMap().values().stream()
                    .filter(release -> release.state() != ReleaseState.BLOCKED)
                    .limit(NEWEST)
                    .forEach(release -> add(owned, widget, release.version())));
    return owned;
  }

  private void add(Map<Digest, Owner> owned, Widget widget, Version version) {
    try {
      Manifest manifest = manifests.get(widget.state().name(), version);
      Owner owner = new Owner(widget.state().name(), version, widget.manifests().get(version));
      VersionWriter.named(manifest).keySet().forEach(digest -> owned.put(digest, owner));
    } catch (StoreException e) {
      if (e.code() == Code.UNAVAILABLE) {
        throw e;
      }
      // Damaged: nothing of it is counted on.
    }
  }

  /** The version is in the log; others may count on its blobs. */
  void named(Manifest manifest, Digest digest) {
    Owner owner = new Owner(manifest.widget(), manifest.version(), digest);
    VersionWriter.named(manifest).keySet().forEach(blob -> remembered.put(blob, owner));
  }
}
