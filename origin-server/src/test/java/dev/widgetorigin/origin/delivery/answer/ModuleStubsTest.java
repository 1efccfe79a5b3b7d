package dev.widgetorigin.origin.delivery.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.script.ModuleSyntax.DefaultExport;
import org.junit.jupiter.api.Test;
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
}
