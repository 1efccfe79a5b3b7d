package dev.widgetorigin.origin.delivery.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.delivery.answer.AnswerBundles;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleNamesTest {
  private static final AssetEntry[] FILES =
      java.util.stream.Stream.of("a.js", "a.mjs", "b.mjs", "node.cjs", "locale/de.mjs")
          .map(path -> AnswerBundles.file(path, 10))
          .toArray(AssetEntry[]::new);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Without a word in package.json: the entry file.
        "{} | {=a.js}",
        "{\"module\": \"./a.mjs\"} | {=a.mjs}",
        "{\"module\": \"lost.mjs\"} | {=a.js}",
        "{\"module\": \"b.mjs\", \"exports\": \"./a.mjs\"} | {=a.mjs}",
        // The first condition that holds in a browser.
        "{\"exports\": {\"import\": \"./a.mjs\", \"default\": \"./b.mjs\"}} | {=a.mjs}",
        "{\"exports\": {\"node\": \"./node.cjs\", \"default\": \"./b.mjs\"}} | {=b.mjs}",
        "{\"exports\": {\"require\": \"./node.cjs\", \"browser\": {\"import\": \"./b.mjs\"}}} | {=b.mjs}",
        // Conditions inside of which none holds do not hold.
        "{\"exports\": {\"import\": {\"node\": \"./node.cjs\"}, \"default\": \"./b.mjs\"}} | {=b.mjs}",
        "{\"exports\": [null, {\"node\": \"./node.cjs\"}, \"./b.mjs\", \"./a.mjs\"]} | {=b.mjs}",
        // Paths.
        "{\"exports\": {\".\": \"./a.mjs\", \"./de\": {\"import\": \"./locale/de.mjs\"}}} | {=a.mjs, /de=locale/de.mjs}",
        "{\"exports\": {\"./*\": \"./*.mjs\", \"./x\": null, \"./y\": \"./lost.mjs\"}} | {=a.js}",
        "{\"exports\": {\"../evil\": \"./a.mjs\", \".hidden\": \"./a.mjs\"}} | {=a.js}",
        // Broken: what was read before counts.
        "{\"module\": \"b.mjs\", \"exports\": { | {=b.mjs}",
        "[1] | {=a.js}",
        "{\"exports\": 7, \"module\": [\"x\"]} | {=a.js}",
      })
  void of_packageJson_namesModules(String packageJson, String expected) {
    Manifest manifest = AnswerBundles.manifest("1.0.0", "a.js", packageJson, 0, FILES);

    assertThat(ModuleNames.of(manifest)).hasToString(expected);
  }

  /** Even where a file of the bundle is called like the pattern. */
  @Test
  void of_pattern_isNoFile() {
    Manifest manifest =
        AnswerBundles.manifest(
            "1.0.0",
            "a.js",
            "{\"exports\": {\".\": \"./a.js\", \"./x\": \"./*.mjs\", \"./y\": \"./b/*.mjs\"}}",
            0,
            AnswerBundles.file("a.js", 10),
            AnswerBundles.file("*.mjs", 10),
            AnswerBundles.file("b/*.mjs", 10));
    assertThat(ModuleNames.of(manifest)).hasToString("{=a.js}");
  }
}
