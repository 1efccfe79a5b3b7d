package dev.widgetorigin.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModuleEntryTest {
  @TempDir Path temp;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          import {a} from "./a.js";                  | true  | a.js
          import{a as b,c}from"./a.js";import"./b.js" | true  | a.js b.js
          import*as x from'./a.js'                   | true  | a.js
          import d,{e}from "./chunks/c.js"           | true  | chunks/c.js
          import "./b.js"                            | true  | b.js
          export * from "./a.js"                     | true  | a.js
          export{default}from"./a.js"                | true  | a.js
          var q=1;import("./chunks/c.js").then(f)    | false | chunks/c.js
          await import(`./a.js`)                     | false | a.js
          import a from "./a.js"; import("./b.js")   | true  | a.js b.js
          import {a} from "./gone.js"                | false |
          import a from "react"                      | false |
          import a from "https://cdn/a.js"           | false |
          export default {from: "./a.js"}            | false |
          const s = "./a.js"                         | false |
          import "./entry.js"                        | false |
          import("./a.js?x=1")                       | false |
          import("./" + name + ".js")                | false |
          import "../../a.js"                        | false |
          """)
  void of_entryFile_importsOfTheSameBundle(String text, boolean isModule, String imports)
      throws IOException {
    ModuleEntry entry = entry("entry.js", text);
    assertThat(entry.imports())
        .containsExactly(imports == null ? new String[0] : imports.split(" "));
    assertThat(entry.isModule()).isEqualTo(isModule);
  }

  @Test
  void of_importBehindMuchElse_found() throws IOException {
    String text = "/* " + "x".repeat(65_520) + " */import{a}from\"./a.js\";" + "y".repeat(200_000);
    assertThat(entry("entry.js", text).imports()).containsExactly("a.js");
  }

  @Test
  void of_entryInAFolder_relativeToIt() throws IOException {
    assertThat(entry("chunks/e.js", "import './c.js'; import '../a.js'").imports())
        .containsExactly("a.js", "chunks/c.js");
  }

  @Test
  void of_styleOrNone_null() throws IOException {
    assertThat(entry("a.css", "@import './b.css'")).isNull();
  }

  private ModuleEntry entry(String path, String text) throws IOException {
    byte[] archive =
        new TarBytes()
            .file("package.json", "{\"main\":\"" + path + "\"}")
            .file(path, text)
            .file("a.js", "1")
            .file("b.js", "1")
            .file("chunks/c.js", "1")
            .tar();
    Path upload = Files.write(temp.resolve("upload"), archive);
    Path staging = Files.createDirectories(temp.resolve("staging"));
    try (UnpackedBundle bundle =
        new Ingest(IngestLimits.DEFAULTS, null).unpack(Source.archive(upload), staging)) {
      return ModuleEntry.of(bundle);
    }
  }
}
