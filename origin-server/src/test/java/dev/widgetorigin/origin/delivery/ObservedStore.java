package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Leftovers;
import dev.widgetorigin.store.LoaderTexts;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.widget.Widget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A store whose blobs count how often each is opened and can be held back, on a disk that may fail.
 */
final class ObservedStore implements Store, BlobStore {
  private final Store store;
  private final Map<Digest, Integer> opened = new ConcurrentHashMap<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** What opening a blob throws for now, or null. */
  volatile Error error;

  /** Whether blobs are far away, unless a copy is made. */
  volatile boolean far;

  /** Parts of blobs that were fetched from there. */
  final List<String> fetched = new CopyOnWriteArrayList<>();

  /** Whether no manifest can be read for now. */
  volatile boolean failing;

  ObservedStore(Store store) {
    this.store = store;
  }

  /** From now on whoever opens a blob waits for {@link #letGo}. */
  void holdBack() {
    gate = new CountDownLatch(1);
  }

  void letGo() {
    gate.countDown();
  }

  int opened(Digest digest) {
    return opened.getOrDefault(digest, 0);
  }

  @Override
  public Content read(Digest digest) throws IOException {
    opened.merge(digest, 1, Integer::sum);
    if (error != null) {
      throw error;
    }
    try {
      if (!gate.await(DeliveryWorld.PATIENCE, TimeUnit.SECONDS)) {
        throw new IOException("nobody let go");
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    return store.blobs().read(digest);
  }

  @Override
  public Content peek(Digest digest) throws IOException {
    Content content = store.blobs().peek(digest);
    return far ? new Content.Remote(content.size(), part(content)) : content;
  }

  private Content.Remote.Fetch part(Content content) {
    return (offset, length) -> {
      fetched.add(offset + "+" + length);
      return new ByteArrayInputStream(content.bytes(), (int) offset, (int) length);
    };
  }

  @Override
  public BlobStore blobs() {
    return this;
  }

  @Override
  public Catalog catalog() {
    return store.catalog();
  }

  @Override
  public Manifest manifest(WidgetName widget, Version version) {
    if (failing) {
      throw new StoreException(StoreException.Code.UNAVAILABLE, "too many open files");
    }
    return store.manifest(widget, version);
  }

  @Override
  public byte[] manifestBytes(WidgetName widget, Version version) {
    return store.manifestBytes(widget, version);
  }

  @Override
  public Manifest manifestIfCached(WidgetName widget, Version version) {
    return store.manifestIfCached(widget, version);
  }

  @Override
  public LoaderTexts loaders() {
    return store.loaders();
  }

  @Override
  public DamagedVersions damaged() {
    return store.damaged();
  }

  @Override
  public Optional<String> check(WidgetName widget, Version version) {
    return store.check(widget, version);
  }

  @Override
  public String node() {
    return store.node();
  }

  @Override
  public LogFollower.Cursor cursor(String follower) {
    return store.cursor(follower);
  }

  @Override
  public Leftovers leftovers(String follower) {
    return store.leftovers(follower);
  }

  @Override
  public Path staging() {
    return store.staging();
  }

  @Override
  public PublishOutcome publish(
      Manifest manifest,
      List<StagedBlob> blobs,
      ReleaseState state,
      boolean brought,
      Function<Optional<Widget>, List<Change>> also,
      String who,
      String why) {
    return store.publish(manifest, blobs, state, brought, also, who, why);
  }

  @Override
  public Optional<ChangeBatch> complete(
      Manifest completed,
      List<StagedBlob> blobs,
      BiFunction<Widget, Digest, List<Change>> changes,
      String who,
      String why) {
    return store.complete(completed, blobs, changes, who, why);
  }

  @Override
  public void replace(Digest digest, Path file) throws IOException {
    store.blobs().replace(digest, file);
  }

  @Override
  public void close() {
    store.close();
  }
}
