package dev.widgetorigin.store.blob;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.health.Damage;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all of one version past every cache, hashes it, and notes in {@link DamagedVersions} what
 * it found.
 */
public final class VersionCheck {
  private static final Logger LOG = LoggerFactory.getLogger(VersionCheck.class);

  /** Waits between two reads, so that a check nobody waits for leaves the disk to others. */
  @FunctionalInterface
  public interface Pace {
    Pace NONE = () -> {};

    void afterRead() throws InterruptedException;
  }

  private final Catalog catalog;
  private final Manifests manifests;
  private final ObjectBlobStore blobs;
  private final DamagedVersions damaged;
  private final InstantSource clock;

  public VersionCheck(
      Catalog catalog,
      Manifests manifests,
      ObjectBlobStore blobs,
      DamagedVersions damaged,
      InstantSource clock) {
    this.catalog = catalog;
    this.manifests = manifests;
    this.blobs = blobs;
    this.damaged = damaged;
    this.clock = clock;
  }

  /** The worst problem found, or empty where every byte is right. Throws UNAVAILABLE. */
  public Optional<String> check(WidgetName widget, Version version) {
    try {
      return check(widget, version, Pace.NONE);
    } catch (InterruptedException e) {
      throw new IllegalStateException("no pace waits here", e);
    }
  }

  public Optional<String> check(WidgetName widget, Version version, Pace pace)
      throws InterruptedException {
    DamagedVersions.Entry found = look(widget, version, pace);
    if (found == null) {
      if (damaged.remove(widget, version)) {
        LOG.info("{} {} is whole again", widget, version);
      }
      return Optional.empty();
    }
    if (damaged.set(found)) {
      LOG.error(
          "{} {} is damaged: {}. {}", widget, version, found.problem(), Damage.Kind.BLOB.remedy());
    }
    return Optional.of(found.problem());
  }

  /** Whether the version is known to be damaged. */
  boolean known(WidgetName widget, Version version) {
    return damaged.find(widget, version).isPresent();
  }

  /** Null where all is right. */
  private DamagedVersions.Entry look(WidgetName widget, Version version, Pace pace)
      throws InterruptedException {
    Widget known = catalog.snapshot().widget(widget).orElse(null);
    Release release = known == null ? null : known.state().release(version).orElse(null);
    if (release == null || release.state() == ReleaseState.BLOCKED) {
      return null;
    }
    Manifest manifest;
    try {
      manifest = manifests.read(widget, version, known.manifests().get(version));
    } catch (StoreException e) {
      if (e.code() == Code.UNAVAILABLE) {
        throw e;
      }
      return entry(widget, version, e.getMessage(), false);
    }
    try {
      // Originals first: what an alias does hangs on them.
      Map<Digest, Long> originals = new LinkedHashMap<>();
      manifest.files().values().forEach(file -> originals.put(file.digest(), file.size()));
      Map<Digest, Long> variants = new LinkedHashMap<>(VersionWriter.named(manifest));
      variants.keySet().removeAll(originals.keySet());
      Optional<String> problem = look(originals, pace);
      boolean readable = problem.isEmpty();
      if (readable) {
        problem = look(variants, pace);
      }
      return problem.map(found -> entry(widget, version, found, readable)).orElse(null);
    } catch (IOException e) {
      throw IoFailures.unavailable("read the files of " + widget + "@" + version, e);
    }
  }

  private Optional<String> look(Map<Digest, Long> named, Pace pace)
      throws IOException, InterruptedException {
    for (Map.Entry<Digest, Long> blob : named.entrySet()) {
      Optional<String> problem = blobs.problem(blob.getKey(), blob.getValue());
      if (problem.isPresent()) {
        // No rest before it is said: it may be mended, and known to be, meanwhile.
        return Optional.of(StoreLayout.blob(blob.getKey()) + ": " + problem.get());
      }
      pace.afterRead();
    }
    return Optional.empty();
  }

  private DamagedVersions.Entry entry(
      WidgetName widget, Version version, String problem, boolean readable) {
    return new DamagedVersions.Entry(widget, version, problem, readable, clock.instant());
  }
}
