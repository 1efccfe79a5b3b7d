package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.health.BucketStatus;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.widget.Widget;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A store that hands its calls on to another: for those that add something to a few of them. What
 * the interface makes of other calls ({@link #intact}, the short {@code publish}) is made of this
 * store's. Closing it closes the store within. As thread-safe as that.
 */
public abstract class ForwardingStore implements Store {
  private final Store store;

  protected ForwardingStore(Store store) {
    this.store = store;
  }

  /** The one within. */
  protected final Store store() {
    return store;
  }

  @Override
  public BlobStore blobs() {
    return store.blobs();
  }

  @Override
  public Catalog catalog() {
    return store.catalog();
  }

  @Override
  public Manifest manifest(WidgetName widget, Version version) {
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
  public boolean manifestNear(WidgetName widget, Version version) {
    return store.manifestNear(widget, version);
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
  public LogFollower.Cursor sharedCursor(String follower) {
    return store.sharedCursor(follower);
  }

  @Override
  public FollowerDocuments documents(String follower) {
    return store.documents(follower);
  }

  @Override
  public Optional<BucketStatus> bucket() {
    return store.bucket();
  }

  @Override
  public List<NodeStatus> nodes() {
    return store.nodes();
  }

  @Override
  public Optional<Tallies> tallies() {
    return store.tallies();
  }

  @Override
  public Path staging() {
    return store.staging();
  }

  @Override
  public PublishOutcome publish(NewVersion version, List<StagedBlob> blobs) {
    return store.publish(version, blobs);
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
  public void close() {
    store.close();
  }
}
