package dev.widgetorigin.origin.delivery.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.delivery.answer.AnswerBundles;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.object.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single quotes stand for double. */
final class BundleModulesTest {
  private static final int MOST = 4 << 20;

  /** Of every blob. */
  private byte[] text = {};

  private IOException failure;

  private final BlobStore blobs =
      new BlobStore() {
        @Override
        public Content read(Digest digest) throws IOException {
          if (failure != null) {
            throw failure;
          }
          return new Content.Memory(text);
        }

        @Override
        public void replace(Digest digest, Path file) {
          throw new AssertionError("replace");
        }
      };

  private Manifest bundle(String entry, String packageJson) {
    return AnswerBundles.manifest(
        "1.0.0",
        entry,
        packageJson.replace('\'', '"'),
        0,
        AnswerBundles.file("a.js", text.length),
        AnswerBundles.file("a.css", text.length),
        AnswerBundles.file("de.mjs", 10));
  }

  @ParameterizedTest(name = "{0} as {1}, {2}: {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "export const a = 1;|a.js|{}|true",
        "window.a = 1;|a.js|{}|false",
        "window.a = 1;|a.js|{'type':'module'}|true",
        "export const a = 1;|a.css|{'type':'module'}|false",
        "export const a = 1;|lost.js|{'type':'module'}|false",
        "export const a = 1;||{'type':'module'}|false",
      })
  void of_entry_isAModuleByItsTextOrByPackageJson(
      String content, String entry, String packageJson, boolean expected) throws IOException {
    text = content.getBytes(StandardCharsets.UTF_8);
    assertThat(BundleModules.of(bundle(entry, packageJson), blobs).entry()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} bytes")
  @CsvSource({MOST + ", true", (MOST + 1) + ", false"})
  void of_entryThatIsTooLarge_isNotRead(int size, boolean read) throws IOException {
    text = new byte[size];
    Arrays.fill(text, (byte) ' ');
    byte[] module = "export {};".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(module, 0, text, size - module.length, module.length);
    assertThat(BundleModules.of(bundle("a.js", "{}"), blobs).entry()).isEqualTo(read);
    assertThat(BundleModules.of(bundle("a.js", "{'type':'module'}"), blobs).entry())
        .as("what package.json says counts")
        .isTrue();
  }

  @Test
  void of_entryThatCannotBeRead_fails() {
    failure = new IOException("input/output error");
    assertThatThrownBy(() -> BundleModules.of(bundle("a.js", "{}"), blobs)).isSameAs(failure);
  }

  @Test
  void of_names_beginWithTheWidgets() throws IOException {
    Manifest manifest = bundle("a.js", "{'exports':{'.':'./a.js','./de':'./de.mjs'}}");
    assertThat(BundleModules.of(manifest, blobs).names())
        .isEqualTo(Map.of("chat", "a.js", "chat/de", "de.mjs"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{}|false", "{'type':'module'}|true", "{'module':'a.js'}|true"})
  void declares_whatPackageJsonSays_withoutAWordOfTheText(String packageJson, boolean expected) {
    failure = new IOException("not to be read");
    Manifest manifest = bundle("a.js", packageJson);
    AssetEntry script = manifest.files().get("a.js");
    assertThat(BundleModules.declares(manifest, script)).isEqualTo(expected);
  }
}
