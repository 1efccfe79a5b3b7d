package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store.PublishOutcome;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
final class VersionRepair {
  private static final Logger log = LoggerFactory.getLogger(VersionRepair.class);

  private final ObjectBlobStore blobs;
  private final Manifests manifests;
  private final Catalog catalog;
  private final ChangeLog changes;
  private final VersionCheck check;

  VersionRepair(
      ObjectBlobStore blobs,
      Manifests manifests,
      Catalog catalog,
      ChangeLog changes,
      VersionCheck check) {
    this.blobs = blobs;
    this.manifests = manifests;
    this.catalog = catalog;
    this.changes = changes;
    this.check = check;
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
  PublishOutcome repair(Manifest there, Manifest given, List<StagedBlob> staged, String who) {
    WidgetName widget = given.widget();
    try {
      boolean mended = there == null ? remake(given, staged, who) : mend(there, given, staged, who);
      if (mended) {
        log.info(
            "{} {} was repaired from the bytes that {} published", widget, given.version(), who);
      }
      if (mended || check.known(widget, given.version())) {
        check.check(widget, given.version());
      }
      long sequence = catalog.snapshot().widget(widget).map(Widget::sequence).orElse(0L);
      return new PublishOutcome(
          mended ? Kind.REPAIRED : Kind.IDENTICAL,
          sequence,
          manifests.get(widget, given.version()));
    } catch (IOException e) {
      throw IoFailures.unavailable("put back what " + widget + "@" + given.version() + " lost", e);
    }
  }

  /** The manifest is lost: the one at hand takes its place. */
  private boolean remake(Manifest given, List<StagedBlob> staged, String who) throws IOException {
    Set<Digest> lost = putAll(VersionWriter.named(given), staged);
    if (!lost.isEmpty()) {
      throw notAtHand(lost);
    }
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
            repair()),
        who);
    return true;
  }

  private boolean mend(Manifest there, Manifest given, List<StagedBlob> staged, String who)
      throws IOException {
    Map<Digest, Long> damaged = damaged(VersionWriter.named(there));
    if (damaged.isEmpty()) {
      return false;
    }
    Set<Digest> lost = putAll(damaged, staged);
    if (lost.isEmpty()) {
      return true;
    }
    Manifest mended = there.withFiles(withoutLost(there, given, lost), repair());
    Set<Digest> left = putAll(VersionWriter.named(mended), staged);
    if (!left.isEmpty()) {
      throw notAtHand(left);
    }
    name(mended, who);
    return true;
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

  private static StoreException notAtHand(Set<Digest> lost) {
    return new StoreException(
        Code.MISSING, "blob " + lost.iterator().next() + " is neither staged nor stored");
  }

  /** Higher than at any repair before. */
  private long repair() {
    return catalog.snapshot().sequence() + 1;
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

  /** Puts back what is staged of these blobs and not right; which of them are still not right. */
  private Set<Digest> putAll(Map<Digest, Long> wanted, List<StagedBlob> staged) throws IOException {
    Set<Digest> lost = new HashSet<>(damaged(wanted).keySet());
    for (StagedBlob blob : new ArrayList<>(staged)) {
      if (lost.contains(blob.digest()) && Files.exists(blob.file())) {
        blobs.replace(blob.digest(), blob.file());
        lost.remove(blob.digest());
      }
    }
    return lost;
  }

  /** Makes the catalog name the manifest, if it does not already. */
  private void name(Manifest manifest, String who) throws IOException {
    Digest digest = manifests.put(manifest);
    WidgetName widget = manifest.widget();
    Optional<ChangeBatch> unused =
        catalog.commit(
            who,
            "repaired with the same files",
            now ->
                digest.equals(
                        now.widget(widget)
                            .map(w -> w.manifests().get(manifest.version()))
                            .orElse(null))
                    ? List.of()
                    : List.of(new Change.Repaired(widget, manifest.version(), digest)));
  }
}
