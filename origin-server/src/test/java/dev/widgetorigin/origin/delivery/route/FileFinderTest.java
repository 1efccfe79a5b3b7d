package dev.widgetorigin.origin.delivery.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileFinderTest {
  private static final List<String> FALLBACK =
      List.of("{path}", "dist/{path}", "{path}.js", "{path}/index.html");

  private static Manifest manifest(String entry, String... paths) {
    Map<String, AssetEntry> files = new TreeMap<>();
    for (String path : paths) {
      files.put(path, new AssetEntry(path, 1, Digest.sha256(new byte[0]), "", "", List.of()));
    }
    return new Manifest(
        WidgetName.parse("w"), Version.parse("1.0.0"), Instant.EPOCH, "ana", entry, files, null);
  }

  private static String found(Manifest manifest, String raw, List<String> fallback) {
    AssetEntry entry = FileFinder.find(manifest, (AssetPath) AssetPath.parse(raw), fallback);
    return entry == null ? null : entry.path();
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource({
    // The entry file.
    "/w/v1, dist/w.js",
    // A folder's index.html, and nothing of the fallback list.
    "/w/v1/, index.html",
    "/w/v1/demo/, demo/index.html",
    "/w/v1/dist/,",
    "/w/v1/w.js/,",
    // A file: itself first, then the list in its order.
    "/w/v1/dist/w.js, dist/w.js",
    "/w/v1/a, a",
    "/w/v1/w.js, dist/w.js",
    "/w/v1/b, dist/b",
    "/w/v1/c, c.js",
    "/w/v1/demo, demo/index.html",
    "/w/v1/none,",
  })
  void find_table(String raw, String expected) {
    Manifest manifest =
        manifest(
            "dist/w.js",
            "index.html",
            "demo/index.html",
            "dist/w.js",
            "a",
            "a.js",
            "dist/a",
            "dist/b",
            "b.js",
            "c.js",
            "c/index.html");
    assertThat(found(manifest, raw, FALLBACK)).isEqualTo(expected);
  }

  @Test
  void find_withoutAFallbackList_isTheFileItselfOrNothing() {
    Manifest manifest = manifest("dist/w.js", "dist/w.js", "a");
    assertThat(found(manifest, "/w/v1/a", List.of())).isEqualTo("a");
    assertThat(found(manifest, "/w/v1/w.js", List.of())).isNull();
  }

  @Test
  void find_withoutAnEntryFile_isNothing() {
    assertThat(found(manifest(null, "a"), "/w/v1", FALLBACK)).isNull();
    assertThat(found(manifest("gone.js", "a"), "/w/v1", FALLBACK)).isNull();
  }
}
