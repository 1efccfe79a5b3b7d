package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Aliases of a widget in {@code stub} mode. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.widgetorigin.origin.delivery.Way#ways")
final class AliasStubTest {
  private static final WidgetName M = WidgetName.parse("m");

  @Parameter Way way;
  @TempDir Path folder;
  private DeliveryWorld world;

  @BeforeEach
  void open() {
    Path own = folder.resolve("store");
    world = new DeliveryWorld(own, OriginConfig.DEFAULTS, DeliveryEvents.NONE, way);
    publish("1.0.0", "{}", Map.of());
    publish("1.1.0", "{}", Map.of());
    mode(WidgetSettings.AliasMode.STUB);
  }

  @AfterEach
  void close() {
    world.close();
    world.awaitNothingHeld();
  }

  private void publish(String version, String packageJson, Map<String, String> more) {
    Map<String, String> files = new TreeMap<>();
    files.put("package.json", packageJson);
    files.put("dist/m.js", "import './chunk.js';export default '" + version + "';export const a=1");
    files.put("dist/chunk.js", "export const chunk=1");
    files.put("dist/m.css", ".m{}");
    files.put("index.html", "<p>m</p>");
    files.putAll(more);
    world.publish("m", version, ReleaseState.RELEASED, "dist/m.js", files);
  }

  private void mode(WidgetSettings.AliasMode mode) {
    world.commit(new Change.SettingsChanged(M, OneSetting.aliasMode(mode)));
  }

  private static String stub(String specifier) {
    return "export * from \"%1$s\";\nexport { default } from \"%1$s\";\n".formatted(specifier);
  }

  @Test
  void entryModule_everySpelling_reExportsTheExactUrl() {
    Map.of(
            "/m/v1/dist/m.js", "../../v1.1.0/dist/m.js",
            "/m@1/dist/m.js", "../../m/v1.1.0/dist/m.js",
            "/npm/m@1/dist/m.js", "../../../m/v1.1.0/dist/m.js",
            "/npm/m/dist/m.js", "../../../m/v1.1.0/dist/m.js",
            "/m@1", "./m/v1.1.0/dist/m.js",
            "/m/latest", "./v1.1.0/dist/m.js",
            "/m", "./m/v1.1.0/dist/m.js",
            "/m/v1/m.js", "../v1.1.0/dist/m.js")
        .forEach(
            (target, specifier) -> {
              Answer answer = world.get(target);
              assertThat(answer.status()).as(target).isEqualTo(200);
              assertThat(answer.text()).as(target).isEqualTo(stub(specifier));
            });
  }

  @Test
  void entryModule_hasTheHeadersOfAnAlias() {
    Answer answer = world.get("/m/v1/dist/m.js?x=1", "Accept-Encoding", "br");

    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(answer.header("CDN-Cache-Control")).startsWith("public, max-age=300, stale");
    assertThat(answer.header("Cache-Tag")).isEqualTo("w-m,w-m-v-1.1.0,w-m-a-v1");
    assertThat(answer.header("X-Resolved-Version")).isEqualTo("1.1.0");
    assertThat(answer.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(answer.header("ETag"))
        .isEqualTo(
            "\"" + Digest.sha256(answer.content()).toString().substring(0, 32) + "-v1.1.0\"");
    assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(answer.header("Content-Encoding")).isNull();
    assertThat(answer.header("Content-Location")).as("it is not the file").isNull();
    assertThat(answer.header("SourceMap")).isNull();
  }

  @Test
  void entryModule_isConditionalAndRangedAsAnyFile() {
    String target = "/m/v1/dist/m.js";
    Answer whole = world.get(target);
    Answer head = world.send(Method.HEAD, target);
    Answer part = world.get(target, "Range", "bytes=0-5");

    assertThat(head.header("Content-Length")).isEqualTo("" + whole.content().length);
    assertThat(head.content()).isEmpty();
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("export");
    assertThat(world.get(target, "Range", "bytes=0-1,3-4").status()).isEqualTo(206);
    assertThat(world.get(target, "Range", "bytes=9999-").status()).isEqualTo(416);
    assertThat(world.get(target, "If-None-Match", whole.header("ETag")).status()).isEqualTo(304);
    assertThat(world.get(target, "Accept-Encoding", "identity;q=0").status()).isEqualTo(406);
    assertThat(world.get(target).text()).as("still there").isEqualTo(whole.text());
  }

  @Test
  void otherFiles_redirectToTheExactUrl() {
    Map.of(
            "/m/v1/dist/chunk.js", "../../v1.1.0/dist/chunk.js",
            "/m@1/dist/m.css", "../../m/v1.1.0/dist/m.css",
            "/m/v1/", "../v1.1.0/index.html",
            "/m/v1/package.json", "../v1.1.0/package.json")
        .forEach(
            (target, location) -> {
              Answer answer = world.get(target);
              assertThat(answer.status()).as(target).isEqualTo(302);
              assertThat(answer.header("Location")).isEqualTo(location);
              assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
            });
    assertThat(world.get("/m/v1/none.js").status()).isEqualTo(404);
    assertThat(world.get("/m/v1.0.0/dist/m.js").status()).as("exact").isEqualTo(200);
    assertThat(world.get("/m/v1.0.0").status()).as("exact").isEqualTo(308);
  }

  @Test
  void entries_asPackageJsonOffersThem() {
    publish(
        "1.2.0",
        """
        {"type": "module", "unpkg": "dist/umd.js", "module": "./dist/esm.js",
         "exports": {".": {"import": "./dist/m.js", "require": "./dist/m.cjs"},
                     "./plugin": [{"browser": {"import": "./dist/plugin.js"}}, null],
                     "./side": "./dist/side.js", "./classic": "./dist/iife.js"}}
        """,
        Map.of(
            "dist/umd.js", "window.x=1",
            "dist/esm.js", "window.x=1",
            "dist/m.cjs", "exports.x=1",
            "dist/plugin.js", "window.x=1",
            "dist/side.js", "window.x=1",
            "dist/inner.js", "export const x=1"));
    for (String module : List.of("m.js", "esm.js", "plugin.js", "side.js")) {
      assertThat(world.get("/m/v1/dist/" + module).status()).as(module).isEqualTo(200);
    }
    for (String other : List.of("umd.js", "m.cjs", "inner.js", "chunk.js")) {
      assertThat(world.get("/m/v1/dist/" + other).status()).as(other).isEqualTo(302);
    }
    assertThat(world.get("/m/v1/dist/side.js").text())
        .isEqualTo("export * from \"../../v1.2.0/dist/side.js\";\n");
  }

  @Test
  void classicEntry_redirectsToTheExactUrl() {
    publish("1.2.0", "{}", Map.of("dist/m.js", "(function(){window.m=1})()"));
    Answer answer = world.get("/m@1");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo("m/v1.2.0/dist/m.js");
  }

  @Test
  void defaultExport_thatCannotBeTold_isTakenFromTheNamespace() {
    publish("1.2.0", "{}", Map.of("dist/m.js", "export const a = 'b"));

    assertThat(world.get("/m/v1/dist/m.js").text())
        .contains("import * as module from \"../../v1.2.0/dist/m.js\";")
        .contains("export * from \"../../v1.2.0/dist/m.js\";")
        .contains("export default module.default;");
  }

  @Test
  void changes_showInTheNextRequest() {
    String target = "/m/v1/dist/m.js";
    String before = world.get(target).header("ETag");
    world.commit(
        new Change.Pinned(M, "v1", Version.parse("1.1.0"), Version.parse("1.0.0"), "broken"));
    Answer after = world.get(target);
    assertThat(after.text()).isEqualTo(stub("../../v1.0.0/dist/m.js"));
    assertThat(after.header("ETag")).isNotEqualTo(before);

    mode(WidgetSettings.AliasMode.SERVE);
    assertThat(world.get(target).header("Content-Location")).isEqualTo("/m/v1.0.0/dist/m.js");
    mode(WidgetSettings.AliasMode.REDIRECT);
    assertThat(world.get(target).status()).isEqualTo(302);
  }

  @Test
  void corruptModule_leavesTheVersionAsAWhole() {
    Digest digest =
        world.store.manifest(M, Version.parse("1.1.0")).files().get("dist/m.js").digest();
    world.corrupt(digest);
    Answer answer = world.get("/m/v1/dist/m.js");

    assertThat(answer.header("X-Resolved-Version")).isEqualTo("1.0.0");
    assertThat(answer.header("X-Fallback")).isEqualTo("version");
    assertThat(answer.text()).isEqualTo(stub("../../v1.0.0/dist/m.js"));
  }
}
