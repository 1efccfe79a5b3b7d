package dev.widgetorigin.origin.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.ingest.ModuleEntry;
import dev.widgetorigin.store.ingest.Warning;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ModuleAdviceTest {
  private static final PublishOrder ORDER =
      new PublishOrder(
          WidgetName.parse("@acme/chat"),
          Version.parse("1.0.0"),
          ReleaseState.RELEASED,
          null,
          false,
          false,
          "me",
          "");

  @Test
  void check_moduleOfSeveralFiles_warnsAndNamesTheCommandAndBothModes() {
    List<Warning> warnings =
        ModuleAdvice.check(ORDER, null, new ModuleEntry("chat.js", true, List.of("a.js", "b.js")));
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0).code()).isEqualTo(Warning.Code.MODULE_ENTRY);
    assertThat(warnings.get(0).message())
        .contains(
            "chat.js imports a.js and 1 more",
            "-d '{\"aliasMode\":\"redirect\"}'",
            "/-/api/v1/widgets/@acme/chat/settings",
            "\"aliasMode\":\"stub\"");
  }

  @Test
  void check_classicScriptWithChunks_onlyRedirectHelps() {
    List<Warning> warnings =
        ModuleAdvice.check(ORDER, null, new ModuleEntry("chat.js", false, List.of("a.js")));
    assertThat(warnings.get(0).message()).contains("imports a.js of this").doesNotContain("stub");
  }

  @Test
  void check_nothingImportedOrNoEntry_silent() {
    assertThat(ModuleAdvice.check(ORDER, null, new ModuleEntry("chat.js", true, List.of())))
        .isEmpty();
    assertThat(ModuleAdvice.check(ORDER, null, null)).isEmpty();
  }
}
