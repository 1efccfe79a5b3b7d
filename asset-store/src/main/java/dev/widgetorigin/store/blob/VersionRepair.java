package dev.widgetorigin.store.blob;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.Store.PublishOutcome;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.log.ChangeLog;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts back what a published version has lost, from the same bundle once more. Originals are proven
 * by their digests, which the manifest has; a lost manifest by the digest of the content, which the
 * log has.
 *
 * <p>Compression need not give the same bytes a second time. Where it does not, the version gets a
 * new manifest that names the new variants, and the log says so ({@link Change.Repaired}). Blobs
 * are durable before the manifest, the manifest before the log names it: a crash leaves the version
 * as damaged as it was, or less so.
 */
public final class VersionRepair {
  private static final Logger LOG = LoggerFactory.getLogger(VersionRepair.class);

  private final ObjectBlobStore blobs;
  private final Manifests manifests;
  private final Catalog catalog;
  private final ChangeLog changes;
  private final VersionCheck check;
  private final Supplier<Upload> uploads;

  public VersionRepair(
      ObjectBlobStore blobs,
      Manifests manifests,
      Catalog catalog,
      ChangeLog changes,
      VersionCheck check,
      Supplier<Upload> uploads) {
    this.blobs = blobs;
    this.manifests = manifests;
    this.catalog = catalog;
    this.changes = changes;
    this.check = check;
    this.uploads = uploads;
  }

  /**
   * Whether the log says that the version, whose manifest is lost, had these files. Throws
   * StoreException CORRUPT where it does not say.
   */
  boolean sameContent(Manifest manifest) {
    WidgetName widget = manifest.widget();
    Version version = manifest.version();
    for (Change change : publication(widget, version).changes()) {
      if (change instanceof Change.Published is
          && is.widget().equals(widget)
          && is.version().equals(version)
          && is.content() != null) {
        return is.content().equals(manifest.content());
      }
    }
    throw new StoreException(
        Code.CORRUPT,
        "the manifest of "
            + widget
            + "@"
            + version
            + " is lost, and the log does not say which files it named; take it from a backup or"
            + " another origin: 'widget-origin verify --repair-from'");
  }

  private ChangeBatch publication(WidgetName widget, Version version) {
    try {
      long newest = catalog.snapshot().widget(widget).map(Widget::sequence).orElse(0L);
      return changes
          .publication(widget, version, newest)
          .orElseThrow(
              () ->
                  new StoreException(
                      Code.CORRUPT, "the log has no publication of " + widget + "@" + version));
    } catch (IOException e) {
      throw IoFailures.unavailable("read the history of " + widget, e);
    }
  }

  /**
   * Mends the version; the caller has compared the content.
   *
   * @param there the version's manifest, or null where it is lost
   * @param given of the same content
   */
  PublishOutcome repair(Manifest there, Manifest given, StagedContents staged, String who) {
    WidgetName widget = given.widget();
    Version version = given.version();
    try {
      boolean mended = new Attempt(given, staged, who).run(there);
      if (mended) {
        LOG.info("{} {} was repaired from the bytes that {} published", widget, version, who);
      }
      if (mended || check.known(widget, version)) {
        check.check(widget, version);
      }
      long sequence = catalog.snapshot().widget(widget).map(Widget::sequence).orElse(0L);
      return new PublishOutcome(
          mended ? Kind.REPAIRED : Kind.IDENTICAL, sequence, manifests.get(widget, version));
    } catch (IOException e) {
      throw IoFailures.unavailable("put back what " + widget + "@" + version + " lost", e);
    }
  }

  /** One repair: what it found at its beginning must still hold when the log takes it. */
  private final class Attempt {
    private final Manifest given;
    private final StagedContents staged;
    private final String who;
    private final Upload upload = uploads.get();
    private final Reuse.Owner owner;

    Attempt(Manifest given, StagedContents staged, String who) {
      this.given = given;
      this.staged = staged;
      this.who = who;
      Digest named =
          catalog
              .snapshot()
              .widget(given.widget())
              .map(widget -> widget.manifests().get(given.version()))
              .orElseThrow();
      this.owner = new Reuse.Owner(given.widget(), given.version(), named);
    }

    boolean run(Manifest there) throws IOException {
      return there == null ? remake() : mend(there);
    }

    /** The manifest is lost: the one at hand takes its place. */
    private boolean remake() throws IOException {
      putAll(VersionWriter.named(given), Set.of());
      ChangeBatch was = publication(given.widget(), given.version());
      name(
          new Manifest(
              given.widget(),
              given.version(),
              was.time(),
              was.who(),
              given.entry(),
              given.files(),
              given.packageJson(),
              catalog.snapshot().sequence() + 1,
              given.quick(),
              null));
      return true;
    }

    private boolean mend(Manifest there) throws IOException {
      Map<Digest, Long> named = VersionWriter.named(there);
      Map<Digest, Long> lost = damaged(named);
      if (lost.isEmpty()) {
        return false;
      }
      lost.keySet().removeIf(digest -> !staged.has(digest));
      putAll(lost, named.keySet());
      Set<Digest> gone = damaged(named).keySet();
      if (gone.isEmpty()) {
        return true;
      }
      Manifest mended =
          there.withFiles(withoutLost(there, given, gone), catalog.snapshot().sequence() + 1);
      Map<Digest, Long> more = VersionWriter.named(mended);
      more.keySet().removeAll(named.keySet());
      putAll(more, named.keySet());
      name(mended);
      return true;
    }

    /**
     * Puts these blobs in place, all staged.
     *
     * @param named those that the version's manifest names
     */
    private void putAll(Map<Digest, Long> wanted, Set<Digest> named) throws IOException {
      for (Map.Entry<Digest, Long> blob : wanted.entrySet()) {
        Digest digest = blob.getKey();
        Source source = staged.find(digest, blob.getValue());
        if (source == null) {
          throw new StoreException(
              Code.MISSING, "blob " + digest + " is neither staged nor stored");
        }
        blobs.contents().mend(digest, upload, source, named.contains(digest));
      }
    }

    /** Makes the catalog name the manifest, if it does not already. */
    private void name(Manifest manifest) throws IOException {
      Digest digest = manifests.mend(manifest, owner.manifest(), upload);
      if (digest.equals(owner.manifest())) {
        return;
      }
      Change repaired = new Change.Repaired(given.widget(), given.version(), digest);
      Optional<ChangeBatch> batch =
          catalog.commit(
              who,
              "repaired with the same files",
              now ->
                  now.epoch() == upload.epoch() && owner.live(now) ? List.of(repaired) : List.of());
      if (batch.isEmpty()) {
        throw new StoreException(
            Code.UNAVAILABLE,
            "another change overtook the repair of "
                + given.widget()
                + "@"
                + given.version()
                + "; publish the same bytes once more");
      }
    }
  }

  /** The files of {@code there}; those with lost variants as {@code given} has them. */
  private static Map<String, AssetEntry> withoutLost(
      Manifest there, Manifest given, Set<Digest> lost) {
    Map<String, AssetEntry> files = new LinkedHashMap<>();
    for (AssetEntry file : there.files().values()) {
      boolean stale = file.variants().stream().anyMatch(v -> lost.contains(v.digest()));
      files.put(file.path(), stale ? given.files().get(file.path()) : file);
    }
    return files;
  }

  private Map<Digest, Long> damaged(Map<Digest, Long> named) throws IOException {
    Map<Digest, Long> damaged = new HashMap<>();
    for (Map.Entry<Digest, Long> blob : named.entrySet()) {
      if (blobs.problem(blob.getKey(), blob.getValue()).isPresent()) {
        damaged.put(blob.getKey(), blob.getValue());
      }
    }
    return damaged;
  }
}
