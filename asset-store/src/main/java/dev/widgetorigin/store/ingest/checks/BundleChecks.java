package dev.widgetorigin.store.ingest.checks;

import dev.widgetorigin.store.ingest.bundle.ContentMismatch;
import dev.widgetorigin.store.ingest.bundle.EntryFile;
import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.bundle.PackageJson;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.checks.Warning.Code;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.widget.WidgetSettings.SizeBudget;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Looks at a bundle as a careful colleague would before it goes out. Nothing here stops a publish;
 * a publisher whose budget is an error refuses on {@link Code#SIZE_BUDGET}.
 */
public final class BundleChecks {
  /** Warns at 500 kB of raw bytes per script. */
  public static final SizeBudget DEFAULT_BUDGET = new SizeBudget(500_000, false);

  private static final Set<String> SCRIPTS = Set.of("js", "mjs", "cjs");
  private static final Set<String> SCANNED =
      Set.of("js", "mjs", "cjs", "css", "html", "htm", "svg");

  private static final int EXAMPLES = 3;

  private final UnpackedBundle unpacked;
  private final Map<String, AssetEntry> entries;
  private final SizeBudget budget;
  private final Warnings warnings = new Warnings();

  private BundleChecks(UnpackedBundle unpacked, CompressedBundle compressed, SizeBudget budget) {
    this.unpacked = unpacked;
    this.entries = compressed.files();
    this.budget = budget;
  }

  /**
   * What concerns the bundle first, then file by file in path order. Reads the staged files: may
   * block, and must come before they are moved into the store.
   */
  public static List<Warning> check(
      UnpackedBundle unpacked, CompressedBundle compressed, SizeBudget budget) throws IOException {
    BundleChecks checks = new BundleChecks(unpacked, compressed, budget);
    checks.checkPackageJson();
    checks.checkTypeScriptOnly();
    checks.checkCompression(compressed.lightened());
    for (UnpackedFile file : unpacked.files()) {
      checks.checkFile(file);
    }
    return checks.warnings.toList();
  }

  private void checkPackageJson() {
    if (unpacked.packageJson() == null && entries.containsKey("package.json")) {
      warnings.add(
          Code.PACKAGE_JSON,
          "package.json",
          "package.json is not a JSON object of at most " + PackageJson.MAX_BYTES + " bytes");
    }
    PackageJson json =
        unpacked.packageJson() == null
            ? PackageJson.NONE
            : PackageJson.parse(unpacked.packageJson());
    EntryFile.Named missing = EntryFile.missing(json, entries.keySet());
    if (missing != null) {
      warnings.add(
          Code.MISSING_ENTRY_FILE,
          null,
          missing.member()
              + " in package.json names "
              + EntryName.show(missing.name())
              + ", which is not in the bundle"
              + (unpacked.entry() == null ? "" : "; the entry file is " + unpacked.entry()));
    } else if (unpacked.entry() == null) {
      warnings.add(
          Code.MISSING_ENTRY_FILE,
          null,
          "no entry file: package.json names none, there is no index.js, and neither the top folder"
              + " nor dist/ has one script only, so a URL without a path answers 404");
    }
  }

  private void checkCompression(List<String> lightened) {
    if (lightened.isEmpty()) {
      return;
    }
    int more = lightened.size() - EXAMPLES;
    warnings.add(
        Code.COMPRESSION,
        null,
        (lightened.size() == 1 ? "1 file is" : lightened.size() + " files are")
            + " compressed more lightly than others, so that publishing takes no more than about 20"
            + " s: "
            + String.join(", ", lightened.subList(0, Math.min(EXAMPLES, lightened.size())))
            + (more > 0 ? " and " + more + " more" : ""));
  }

  private void checkTypeScriptOnly() {
    boolean source =
        entries.keySet().stream()
            .anyMatch(p -> p.endsWith(".tsx") || (p.endsWith(".ts") && !p.endsWith(".d.ts")));
    if (source
        && entries.keySet().stream().map(ContentMismatch::extension).noneMatch(SCRIPTS::contains)) {
      warnings.add(
          Code.FILE_TYPE, null, "TypeScript but no script: browsers run neither .ts nor .tsx");
    }
  }

  private void checkFile(UnpackedFile file) throws IOException {
    String path = file.path();
    String extension = ContentMismatch.extension(path);
    warnIf(Code.AWKWARD_NAME, path, AwkwardName.of(path));
    warnIf(Code.FILE_TYPE, path, ContentMismatch.byName(path));
    try (InputStream in = Files.newInputStream(file.file())) {
      byte[] first = in.readNBytes(ContentMismatch.SNIFFED);
      warnIf(Code.CONTENT_MISMATCH, path, ContentMismatch.byContent(path, first));
    }
    if (SCRIPTS.contains(extension) && file.size() > budget.maxScriptBytes()) {
      warnings.add(Code.SIZE_BUDGET, path, overBudget(entries.get(path)));
    }
    if (SCANNED.contains(extension)) {
      TextScan scan = TextScan.of(file.file());
      if (scan.localAddress() != null) {
        warnings.add(
            Code.LOCAL_ADDRESS,
            path,
            path + " has " + scan.localAddress() + ", which only works on one machine");
      }
      checkSourceMap(path, scan.sourceMap());
    }
  }

  private void warnIf(Code code, String path, String what) {
    if (what != null) {
      warnings.add(code, path, path + " " + what);
    }
  }

  private String overBudget(AssetEntry entry) {
    String br =
        entry.variants().stream()
            .filter(v -> v.encoding() == Encoding.BR)
            .findFirst()
            .map(Variant::size)
            .map(size -> String.format(Locale.ROOT, ", %,d as br", size))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "%s has %,d bytes%s; the budget of a script is %,d",
        entry.path(),
        entry.size(),
        br,
        budget.maxScriptBytes());
  }

  private void checkSourceMap(String path, String map) {
    if (map == null) {
      return;
    }
    try {
      URI uri = new URI(map);
      if (uri.getScheme() != null || uri.getRawAuthority() != null) {
        return;
      }
      // The bundle's root stands for the version's folder, so a leading slash leaves the bundle.
      URI resolved = new URI(null, null, "/" + path, null).resolve(uri);
      boolean inside = !map.startsWith("/") && resolved.getPath().startsWith("/");
      if (inside && entries.containsKey(resolved.getPath().substring(1))) {
        return;
      }
    } catch (URISyntaxException e) {
      // Not a URL at all: a browser would not find the map either.
    }
    warnings.add(
        Code.MISSING_SOURCE_MAP,
        path,
        path + " names the source map " + EntryName.show(map) + ", which is not in the bundle");
  }
}
