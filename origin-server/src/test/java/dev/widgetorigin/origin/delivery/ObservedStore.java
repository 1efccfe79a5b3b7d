package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.ForwardingStore;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.BucketStatus;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.object.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A store whose blobs count how often each is opened and can be held back, on a disk that may fail.
 */
final class ObservedStore extends ForwardingStore implements BlobStore {
  private final Map<Digest, Integer> opened = new ConcurrentHashMap<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** What opening a blob throws for now, or null. */
  volatile Error error;

  /** What opening a blob fails with for now, or null. */
  volatile IOException failure;

  /** Whether blobs are far away, unless a copy is made. */
  volatile boolean far;

  /** Whether those who read blobs that are far away are told of the bytes that arrive. */
  volatile boolean arriving;

  /** Parts of blobs that were fetched from there. */
  final List<String> fetched = new CopyOnWriteArrayList<>();

  /** Whether no manifest can be read for now. */
  volatile boolean failing;

  ObservedStore(Store store) {
    super(store);
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
    if (failure != null) {
      throw failure;
    }
    try {
      if (!gate.await(DeliveryWorld.PATIENCE, TimeUnit.SECONDS)) {
        throw new IOException("nobody let go");
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    return store().blobs().read(digest);
  }

  /** What is held back is the end of it. */
  @Override
  public Content read(Digest digest, Arriving arriving) throws IOException {
    Content content = store().blobs().read(digest);
    if (this.arriving && content instanceof Content.Region region) {
      arriving.began(region.file());
      arriving.has(region.size());
    }
    return read(digest);
  }

  @Override
  public boolean near(Digest digest) {
    return !far;
  }

  @Override
  public Optional<BucketStatus> bucket() {
    return far ? Optional.of(new BucketStatus(0, Duration.ZERO, null)) : Optional.empty();
  }

  @Override
  public Content peek(Digest digest) throws IOException {
    Content content = store().blobs().peek(digest);
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
  public Manifest manifest(WidgetName widget, Version version) {
    requireReadable();
    return store().manifest(widget, version);
  }

  @Override
  public byte[] manifestBytes(WidgetName widget, Version version) {
    requireReadable();
    return store().manifestBytes(widget, version);
  }

  private void requireReadable() {
    if (failing) {
      throw new StoreException(StoreException.Code.UNAVAILABLE, "too many open files");
    }
  }

  @Override
  public void replace(Digest digest, Path file) throws IOException {
    store().blobs().replace(digest, file);
  }
}
