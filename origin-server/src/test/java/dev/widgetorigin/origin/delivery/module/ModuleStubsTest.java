package dev.widgetorigin.origin.delivery.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.delivery.body.BlobEvents;
import dev.widgetorigin.origin.delivery.body.BodySources;
import dev.widgetorigin.origin.delivery.body.FarReads;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.script.ModuleSyntax.DefaultExport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModuleStubsTest {
  @ParameterizedTest
  @CsvSource({
    "/chat/v1/chat.js, /chat/v1.2.3/chat.js, ../v1.2.3/chat.js",
    "/chat@1, /chat/v1.2.3/chat.js, ./chat/v1.2.3/chat.js",
    "/chat/latest, /chat/v1.2.3/chat.js, ./v1.2.3/chat.js",
    "/a b/v1/x.js, /a%20b/v1.2.3/x.js, ../v1.2.3/x.js",
    "/chat/v1, /chat/data:x.js, ./data:x.js",
  })
  void specifier_isRelativeAndNoBareName(String raw, String exact, String specifier) {
    assertThat(ModuleStubs.specifier(raw, exact)).isEqualTo(specifier);
  }

  @Test
  void stub_hasTheDefaultExportWhereThereIsOne() {
    assertThat(ModuleStubs.stub(DefaultExport.NO, "./x")).isEqualTo("export * from \"./x\";\n");
    assertThat(ModuleStubs.stub(DefaultExport.YES, "./x"))
        .isEqualTo("export * from \"./x\";\nexport { default } from \"./x\";\n");
    assertThat(ModuleStubs.stub(DefaultExport.UNKNOWN, "./x"))
        .isEqualTo(
            """
            // Whether the module has a default export could not be told from its text.
            import * as module from "./x";
            export * from "./x";
            export default module.default;
            """);
  }

  /** Of files that were published: entries that are modules, and others. */
  @Test
  void text_isForEntryModulesOnly(@TempDir Path folder) {
    OriginConfig config = OriginConfig.DEFAULTS;
    try (DeliveryWorld world = new DeliveryWorld(folder.resolve("store"));
        BodySources bodies =
            BodySources.of(
                world.store,
                config,
                1 << 20,
                new ClientQueue(Runnable::run, 4096),
                FarReads.of(world.store),
                BlobEvents.NONE,
                DeliveryWorld.CHANCE)) {
      world.publish(
          "w",
          "1.0.0",
          ReleaseState.RELEASED,
          "m.js",
          Map.of(
              "m.js", "export default 1",
              "chunk.js", "export const a = 1",
              "classic.js", "window.w = 1",
              "package.json", "{\"exports\": [\"./m.js\", \"./classic.js\"]}"));
      Manifest manifest = world.store.manifest(WidgetName.parse("w"), Version.parse("1.0.0"));
      ModuleStubs stubs = new ModuleStubs(bodies.reader());
      for (int i = 0; i < 2; i++) {
        AssetEntry entry = manifest.files().get("m.js");
        assertThat(stubs.text(manifest, entry, "/w@1", "/w/v1.0.0/m.js"))
            .asString(StandardCharsets.UTF_8)
            .isEqualTo(ModuleStubs.stub(DefaultExport.YES, "./w/v1.0.0/m.js"));
      }
      for (String other : List.of("chunk.js", "classic.js", "package.json")) {
        AssetEntry entry = manifest.files().get(other);
        assertThat(stubs.text(manifest, entry, "/w@1", "/x")).as(other).isNull();
      }
      AssetEntry lost = new AssetEntry("m.js", 9, Digest.sha256(new byte[9]), "", "", List.of());
      assertThatThrownBy(() -> stubs.text(manifest, lost, "/w@1", "/x"))
          .isInstanceOf(StoreException.class);
    }
  }
}
