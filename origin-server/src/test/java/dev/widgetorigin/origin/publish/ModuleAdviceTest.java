package dev.widgetorigin.origin.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.ingest.checks.ModuleEntry;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ModuleAdviceTest {
  private static final PublishOrder ORDER =
      new PublishOrder(WidgetName.parse("@acme/chat"), Version.parse("1.0.0"), null, "me", "");

  @Test
  void check_moduleOfSeveralFiles_warnsAndNamesBothCommands() throws IOException {
    Warning warning = check(true, null, "a.js", "b.js").get(0);
    assertThat(warning.code()).isEqualTo(Warning.Code.MODULE_ENTRY);
    assertThat(warning.path()).isEqualTo("chat.js");
    assertThat(warning.message())
        .contains(
            "chat.js imports a.js and 1 more",
            "widget-origin settings @acme/chat --alias-mode redirect",
            "widget-origin settings @acme/chat --alias-mode stub");
  }

  @Test
  void check_moduleThatIsImportedBack_onlyAStubHelps() throws IOException {
    assertThat(check(true, "b.js", "a.js", "b.js").get(0).message())
        .contains("--alias-mode stub", "b.js imports chat.js again")
        .doesNotContain("--alias-mode redirect");
  }

  /** As a bundler leaves it in {@code dist/}: an alias has no entry to answer a stub for. */
  @Test
  void check_moduleThatIsNoEntry_redirectOrANameInPackageJson() throws IOException {
    ModuleEntry loose = new ModuleEntry("chat.js", true, List.of("a.js"), null);
    assertThat(ModuleAdvice.check(ORDER, null, null, () -> loose).get(0).message())
        .contains("chat.js imports a.js", "--alias-mode redirect")
        .doesNotContain("stub");
    ModuleEntry back = new ModuleEntry("chat.js", true, List.of("a.js"), "a.js");
    assertThat(ModuleAdvice.check(ORDER, null, null, () -> back).get(0).message())
        .contains("name chat.js in package.json (module)", "--alias-mode stub")
        .doesNotContain("--alias-mode redirect");
  }

  @Test
  void check_classicScriptWithChunks_onlyRedirectHelps() throws IOException {
    assertThat(check(false, null, "a.js").get(0).message())
        .contains("imports a.js of this", "--alias-mode redirect")
        .doesNotContain("stub");
  }

  @Test
  void check_nothingImportedOrNoEntry_silent() throws IOException {
    assertThat(check(true, null)).isEmpty();
    assertThat(ModuleAdvice.check(ORDER, null, null, () -> null)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIRECT", "STUB"})
  void check_modeThatKeepsVersionsApart_readsNoScript(WidgetSettings.AliasMode mode)
      throws IOException {
    WidgetSettings settings = OneSetting.aliasMode(mode);
    assertThat(
            ModuleAdvice.check(
                ORDER,
                settings,
                "chat.js",
                () -> {
                  throw new AssertionError("the scripts were read");
                }))
        .isEmpty();
  }

  private static List<Warning> check(boolean isModule, String importedBack, String... imports)
      throws IOException {
    ModuleEntry entry = new ModuleEntry("chat.js", isModule, List.of(imports), importedBack);
    return ModuleAdvice.check(ORDER, null, "chat.js", () -> entry);
  }
}
