package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.FileSignature;
import dev.widgetorigin.store.signing.SignatureFile;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The signatures of a bundle that is being published, all verified.
 *
 * @param byPath of the files that are signed
 */
record BundleSignatures(Map<String, List<FileSignature>> byPath) {
  /** Of so many mistakes each is named. */
  private static final int LISTED = 100;

  /**
   * Verifies what the bundle brings. Throws ProblemException (422) that lists everything that is
   * wrong: signatures that do not match, unknown keys, files that are not signed where they must
   * be.
   */
  static BundleSignatures verify(UnpackedBundle bundle, WidgetSettings.Signing signing)
      throws IOException {
    List<String> problems = new ArrayList<>();
    SignatureFile file = read(bundle, problems);
    Map<String, List<FileSignature>> sound =
        file == null ? Map.of() : file.verify(digests(bundle), signing.keys(), problems::add);
    if (signing.required() && problems.isEmpty()) {
      for (UnpackedFile each : bundle.files()) {
        if (!sound.containsKey(each.path())) {
          problems.add(
              each.path()
                  + " is not signed; this widget requires signatures: sign the bundle with"
                  + " 'widget-origin sign DIR --key FILE', or publish it with --key FILE");
        }
      }
    }
    if (!problems.isEmpty()) {
      throw refused(problems);
    }
    return new BundleSignatures(sound);
  }

  /**
   * The same for a version that exists and has lost files: the widget may have other keys now, so
   * all that its signatures name count.
   */
  static BundleSignatures ofRepair(UnpackedBundle bundle) throws IOException {
    List<String> problems = new ArrayList<>();
    SignatureFile file = read(bundle, problems);
    Map<String, List<FileSignature>> sound =
        file == null ? Map.of() : file.verify(digests(bundle), file.keys(), problems::add);
    if (!problems.isEmpty()) {
      throw refused(problems);
    }
    return new BundleSignatures(sound);
  }

  /** Null where there are none, or they cannot be read. */
  private static SignatureFile read(UnpackedBundle bundle, List<String> problems)
      throws IOException {
    return bundle.signatures() == null
        ? null
        : SignatureFile.read(bundle.signatures(), problems::add);
  }

  private static ProblemException refused(List<String> problems) {
    int more = problems.size() - LISTED;
    List<String> listed = new ArrayList<>(problems.subList(0, Math.min(LISTED, problems.size())));
    if (more > 0) {
      listed.add("… and " + more + " more");
    }
    String detail =
        problems.size() == 1
            ? problems.get(0)
            : problems.size() + " problems with signatures; see errors.";
    return new ProblemException(new Problem(422, "Signatures refused", detail, listed));
  }

  private static Map<String, Digest> digests(UnpackedBundle bundle) {
    Map<String, Digest> digests = new TreeMap<>();
    bundle.files().forEach(file -> digests.put(file.path(), file.digest()));
    return digests;
  }

  /** The bundle with these signatures. */
  CompressedBundle addTo(CompressedBundle bundle) {
    if (byPath.isEmpty()) {
      return bundle;
    }
    Map<String, AssetEntry> signed = new LinkedHashMap<>();
    bundle
        .files()
        .forEach(
            (path, file) ->
                signed.put(
                    path,
                    byPath.containsKey(path)
                        ? file.withSignatures(List.copyOf(byPath.get(path)))
                        : file));
    return new CompressedBundle(
        Collections.unmodifiableMap(signed), bundle.blobs(), bundle.lightened());
  }
}
