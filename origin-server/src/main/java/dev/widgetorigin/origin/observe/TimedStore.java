package dev.widgetorigin.origin.observe;

import dev.widgetorigin.origin.observe.StoreMeters.Operation;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.ForwardingCatalog;
import dev.widgetorigin.store.ForwardingStore;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A store that tells how long it took. Closing it closes the store within. */
public final class TimedStore extends ForwardingStore {
  private final StoreMeters meters;
  private final BlobStore blobs;
  private final Catalog catalog;

  public TimedStore(Store store, StoreMeters meters) {
    super(store);
    this.meters = meters;
    this.blobs = new TimedBlobs(store.blobs(), meters);
    this.catalog = new TimedCatalog(store.catalog(), meters);
  }

  @Override
  public BlobStore blobs() {
    return blobs;
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public Manifest manifest(WidgetName widget, Version version) {
    long start = System.nanoTime();
    try {
      return store().manifest(widget, version);
    } finally {
      meters.took(Operation.READ_MANIFEST, System.nanoTime() - start);
    }
  }

  /** Not made of this store's calls: the files that it opens would count as reads. */
  @Override
  public boolean intact(WidgetName widget, Version version) {
    return store().intact(widget, version);
  }

  @Override
  public PublishOutcome publish(NewVersion version, List<StagedBlob> blobs) {
    long start = System.nanoTime();
    try {
      return store().publish(version, blobs);
    } finally {
      meters.took(Operation.PUBLISH, System.nanoTime() - start);
    }
  }

  @Override
  public Optional<ChangeBatch> complete(
      Manifest completed,
      List<StagedBlob> staged,
      BiFunction<Widget, Digest, List<Change>> changes,
      String who,
      String why) {
    long start = System.nanoTime();
    try {
      return store().complete(completed, staged, changes, who, why);
    } finally {
      meters.took(Operation.PUBLISH, System.nanoTime() - start);
    }
  }

  private record TimedBlobs(BlobStore blobs, StoreMeters meters) implements BlobStore {
    @Override
    public Content read(Digest digest) throws IOException {
      long start = System.nanoTime();
      try {
        return blobs.read(digest);
      } finally {
        meters.took(Operation.OPEN_BLOB, System.nanoTime() - start);
      }
    }

    @Override
    public Content read(Digest digest, long size) throws IOException {
      long start = System.nanoTime();
      try {
        return blobs.read(digest, size);
      } finally {
        meters.took(Operation.OPEN_BLOB, System.nanoTime() - start);
      }
    }

    @Override
    public Content read(Digest digest, Arriving arriving) throws IOException {
      long start = System.nanoTime();
      try {
        return blobs.read(digest, arriving);
      } finally {
        meters.took(Operation.OPEN_BLOB, System.nanoTime() - start);
      }
    }

    @Override
    public Content peek(Digest digest) throws IOException {
      long start = System.nanoTime();
      try {
        return blobs.peek(digest);
      } finally {
        meters.took(Operation.OPEN_BLOB, System.nanoTime() - start);
      }
    }

    @Override
    public void replace(Digest digest, Path file) throws IOException {
      blobs.replace(digest, file);
    }

    @Override
    public boolean near(Digest digest) {
      return blobs.near(digest);
    }

    @Override
    public boolean suspect(Digest digest) {
      return blobs.suspect(digest);
    }
  }

  private static final class TimedCatalog extends ForwardingCatalog {
    private final StoreMeters meters;

    TimedCatalog(Catalog catalog, StoreMeters meters) {
      super(catalog);
      this.meters = meters;
    }

    @Override
    public Optional<ChangeBatch> commit(
        String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
      long start = System.nanoTime();
      try {
        return super.commit(who, why, decide);
      } finally {
        meters.took(Operation.COMMIT, System.nanoTime() - start);
      }
    }
  }
}
