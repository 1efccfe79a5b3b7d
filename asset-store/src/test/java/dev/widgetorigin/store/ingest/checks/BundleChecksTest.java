package dev.widgetorigin.store.ingest.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.TarBytes;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.checks.Warning.Code;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.ingest.compress.CompressionEvents;
import dev.widgetorigin.store.ingest.compress.Compressor;
import dev.widgetorigin.store.ingest.compress.Dictionaries;
import dev.widgetorigin.store.widget.WidgetSettings.SizeBudget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class BundleChecksTest {
  @TempDir Path temp;

  static Stream<Arguments> files() {
    return Stream.of(
        fine("a.js", "fetch('https://example.com'); // see http://localhost.example.com"),
        fine("a.map", "http://localhost"),
        fine("a.js", "x//# sourceMappingURL=data:application/json;base64," + "A".repeat(900)),
        fine("a.js", "x//# sourceMappingURL=https://maps.example.com/a.js.map"),
        fine("a.js", "x\n//# sourceMappingURL=index.js"),
        fine("d/a.js", "x\n//# sourceMappingURL=../index.js\n"),
        fine("p.png", "\u0089PNG\r\n\u001a\n"),
        fine("page.html", "<!doctype html>"),
        fine("a.d.ts", "export {}"),
        warns(
            "a.js",
            "fetch('http://localhost:3000/x')",
            Code.LOCAL_ADDRESS,
            "http://localhost:3000"),
        warns("a.css", "url(HTTPS://127.0.0.1/x)", Code.LOCAL_ADDRESS, "127.0.0.1"),
        warns(
            "a.js",
            "x".repeat(65_530) + " ws://localhost:1",
            Code.LOCAL_ADDRESS,
            "ws://localhost:1"),
        warns("a.js", "x\n//# sourceMappingURL=a.js.map", Code.MISSING_SOURCE_MAP, "\"a.js.map\""),
        warns(
            "a.css",
            "x\n/*# sourceMappingURL=a.css.map */",
            Code.MISSING_SOURCE_MAP,
            "\"a.css.map\""),
        warns("a.js", "//# sourceMappingURL=/index.js", Code.MISSING_SOURCE_MAP, "/index.js"),
        warns("a.js", "//# sourceMappingURL=../index.js", Code.MISSING_SOURCE_MAP, "../index.js"),
        warns("setup.EXE", "MZ", Code.FILE_TYPE, "a Windows program"),
        warns("api.php", "<?php", Code.FILE_TYPE, "server code"),
        warns("prod.env", "S=1", Code.FILE_TYPE, "secrets"),
        warns("a.js", "\n <!DOCTYPE html><p>", Code.CONTENT_MISMATCH, "HTML"),
        warns("a.css", "<html>", Code.CONTENT_MISMATCH, "HTML"),
        warns("a.png", "GIF89a", Code.CONTENT_MISMATCH, "does not start as a .png"),
        warns("a.wasm", "x", Code.CONTENT_MISMATCH, "does not start as a .wasm"),
        warns("a.bin", "\u007fELF", Code.CONTENT_MISMATCH, "native program"),
        warns("a.js", "\u001f\u008b", Code.CONTENT_MISMATCH, "gzipped already"),
        fine("\u00e9.js", "x"),
        warns("e\u0301.js", "x", Code.AWKWARD_NAME, "NFD"),
        warns("aux.js", "x", Code.AWKWARD_NAME, "reserved"),
        warns("d./a.js", "x", Code.AWKWARD_NAME, "Windows"),
        warns("a?b.js", "x", Code.AWKWARD_NAME, "escaping"),
        warns("a%2Fb.js", "x", Code.AWKWARD_NAME, "cannot be reached"),
        warns("package.json", "{", Code.PACKAGE_JSON, "not a JSON object"),
        warns(
            "package.json",
            "{\"main\":\"gone.js\"}",
            Code.MISSING_ENTRY_FILE,
            "main in package.json names \"gone.js\""));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("files")
  void check_oneFile_warnedOf(String path, String content, Code code, String message)
      throws Exception {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    TarBytes tar = new TarBytes().file("index.js", "1");
    List<Warning> warnings =
        check(
            tar.entry('0', path.getBytes(StandardCharsets.UTF_8), bytes),
            BundleChecks.DEFAULT_BUDGET);
    if (code == null) {
      assertThat(warnings).isEmpty();
    } else {
      assertThat(warnings).extracting(Warning::code).containsOnly(code);
      assertThat(warnings.get(0).message()).contains(message);
    }
  }

  @Test
  void check_sourceMapWithAnAccent_isFound() throws Exception {
    TarBytes tar =
        new TarBytes()
            .file("index.js", "1")
            .file("é.js", "x\n//# sourceMappingURL=é.js.map")
            .file("é.js.map", "{}");
    assertThat(check(tar, BundleChecks.DEFAULT_BUDGET)).isEmpty();
  }

  @Test
  void check_scriptOverBudget_rawAndBrReported() throws Exception {
    String script = "widget ".repeat(100);
    TarBytes tar = new TarBytes().file("index.js", script).file("big.css", script);
    List<Warning> warnings = check(tar, new SizeBudget(699, true));
    assertThat(warnings).extracting(Warning::code).containsExactly(Code.SIZE_BUDGET);
    assertThat(warnings.get(0).message())
        .matches("index\\.js has 700 bytes, [0-9]+ as br; the budget of a script is 699");
    assertThat(check(tar, new SizeBudget(700, true))).isEmpty();
  }

  @Test
  void check_noEntryFile_warnedOf() throws Exception {
    assertThat(check(new TarBytes().file("a.css", "1"), BundleChecks.DEFAULT_BUDGET))
        .extracting(Warning::code)
        .containsExactly(Code.MISSING_ENTRY_FILE);
  }

  @Test
  void check_onlyTypeScript_warnedOf() throws Exception {
    assertThat(
            check(new TarBytes().file("a.ts", "1").file("b.d.ts", ""), BundleChecks.DEFAULT_BUDGET))
        .extracting(Warning::code)
        .contains(Code.FILE_TYPE);
  }

  /** Whose compression had no time for more. */
  @Test
  void check_lightenedFiles_areNamedWithTheReason() throws Exception {
    assertThat(lightened("a.js"))
        .isEqualTo(
            "1 file is compressed more lightly than others, so that publishing takes no more than"
                + " about 20 s: a.js");
    assertThat(lightened("a.js", "b.js", "c.js", "d.js", "e.js"))
        .startsWith("5 files are compressed more lightly")
        .endsWith(": a.js, b.js, c.js and 2 more");
  }

  private String lightened(String... paths) throws Exception {
    Path upload = Files.write(temp.resolve("upload"), new TarBytes().file("index.js", "1").tar());
    try (UnpackedBundle unpacked =
        new Ingest(IngestLimits.DEFAULTS, null).unpack(new BundleArchive(upload), temp)) {
      List<Warning> warnings =
          BundleChecks.check(
              unpacked,
              new CompressedBundle(Map.of(), List.of(), List.of(paths)),
              BundleChecks.DEFAULT_BUDGET);
      assertThat(warnings).extracting(Warning::code).contains(Code.COMPRESSION);
      return warnings.stream()
          .filter(warning -> warning.code() == Code.COMPRESSION)
          .findFirst()
          .orElseThrow()
          .message();
    }
  }

  @Test
  void check_manyOfAKind_cutWithACount() throws Exception {
    TarBytes tar = new TarBytes().file("index.js", "1");
    for (int i = 0; i < 30; i++) {
      tar.file("f" + i + ".php", "x");
    }
    assertThat(check(tar, BundleChecks.DEFAULT_BUDGET))
        .hasSize(21)
        .last()
        .isEqualTo(new Warning(Code.FILE_TYPE, null, "… and 10 more like this"));
  }

  private List<Warning> check(TarBytes tar, SizeBudget budget) throws Exception {
    Path upload = Files.write(temp.resolve("upload"), tar.tar());
    try (Compressor compressor = new Compressor(1)) {
      Ingest ingest = new Ingest(IngestLimits.DEFAULTS, compressor);
      try (UnpackedBundle unpacked = ingest.unpack(new BundleArchive(upload), temp)) {
        CompressedBundle compressed =
            ingest.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE);
        return BundleChecks.check(unpacked, compressed, budget);
      }
    }
  }

  private static Arguments fine(String path, String content) {
    return arguments(path, content, null, null);
  }

  private static Arguments warns(String path, String content, Code code, String message) {
    return arguments(path, content, code, message);
  }
}
