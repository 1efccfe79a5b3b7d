package dev.widgetorigin.store.ingest.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.TarBytes;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModuleGraphTest {
  @TempDir Path temp;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          import {a} from "./a.js";                   | true  | a.js
          import{a as b,c}from"./a.js";import"./b.js" | true  | a.js b.js
          import*as x from'./a.js'                    | true  | a.js
          import d,{e}from "./chunks/c.js"            | true  | chunks/c.js
          import from from "./a.js"                   | true  | a.js
          import {"from" as f} from "./a.js"          | true  | a.js
          import {a} /* "./b.js" */ from "./a.js"     | true  | a.js
          import a from "./a.js" with {type: "json"}  | true  | a.js
          import "./b.js"                             | true  | b.js
          import "./b.js?x=1"                         | true  | b.js
          import "./b"                                | true  | b.js
          import "./my%20part.js"                     | true  | my part.js
          export * from "./a.js"                      | true  | a.js
          export * as n from "./a.js"                 | true  | a.js
          export{default}from"./a.js"                 | true  | a.js
          export {a}; import "./a.js"                 | true  | a.js
          var q=1;import("./chunks/c.js").then(f)     | false | chunks/c.js
          f(()=>{return import(/* webpackChunkName: "c" */ "./chunks/c.js")}) | false | chunks/c.js
          import("./a.js", {with: {}})                | false | a.js
          await import(`./a.js`)                      | false | a.js
          import a from "./a.js"; import("./b.js")    | true  | a.js b.js
          import {a} from "./gone.js"                 | true  |
          import a from "react"                       | true  |
          import a from "https://cdn/a.js"            | true  |
          export default {from: "./a.js"}             | true  |
          // import "./a.js"                          | false |
          const s = 'import "./a.js"'                 | false |
          const s = `import("./a.js")`                | false |
          const r = /import("./a.js")/                | false |
          x.import("./a.js")                          | false |
          const s = "./a.js"                          | false |
          import "./entry.js"                         | true  |
          import("./" + name + ".js")                 | false |
          import(`./${name}.js`)                      | false |
          import "../../a.js"                         | true  |
          """)
  void read_entryFile_importsOfTheSameBundle(String text, boolean isModule, String imports)
      throws IOException {
    ModuleEntry entry = read("entry.js", text);
    assertThat(entry.imports())
        .containsExactly(imports == null ? new String[0] : imports.split(" (?!part)"));
    assertThat(entry.isModule()).isEqualTo(isModule);
    assertThat(entry.importedBack()).isNull();
  }

  @Test
  void read_importBehindMuchElse_found() throws IOException {
    String text = "/* " + "x".repeat(65_520) + " */import{a}from\"./a.js\";" + "y".repeat(200_000);
    assertThat(read("entry.js", text).imports()).containsExactly("a.js");
  }

  @Test
  void read_entryInAFolder_relativeToIt() throws IOException {
    assertThat(read("chunks/e.js", "import './c.js'; import '../a.js'").imports())
        .containsExactly("chunks/c.js", "a.js");
  }

  @Test
  void read_importsOfImports_followedNearestFirst() throws IOException {
    TarBytes more =
        new TarBytes()
            .file("one.js", "import '../../one.js'; import './two/x.js'")
            .file("two/x.js", "export * from '../three.mjs'; import './style.css'")
            .file("two/style.css", "@import './a.css'")
            .file("three.mjs", "import('./one.js')");
    ModuleEntry entry = read("entry.js", "import './one.js'; import './a.js'", more);
    assertThat(entry.imports())
        .containsExactly("one.js", "a.js", "two/x.js", "three.mjs", "two/style.css");
    assertThat(entry.importedBack()).isNull();
  }

  @Test
  void read_chunkThatImportsTheEntry_named() throws IOException {
    TarBytes more =
        new TarBytes()
            .file("one.js", "import './two.js'")
            .file("two.js", "import {x} from './entry.js?x'");
    ModuleEntry entry = read("entry.js", "import('./one.js')", more);
    assertThat(entry.imports()).containsExactly("one.js", "two.js");
    assertThat(entry.importedBack()).isEqualTo("two.js");
  }

  @Test
  void read_moreThanIsFollowed_ends() throws IOException {
    TarBytes more = new TarBytes();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 1500; i++) {
      more.file("m" + i + ".js", "import './m" + (i + 1) + ".js'");
      all.append("import './m").append(i).append(".js';");
    }
    assertThat(read("entry.js", all.toString(), more).imports()).hasSize(1000);
  }

  @Test
  void read_entryLargerThanIsRead_nothingFound() throws IOException {
    String text = "import './a.js';" + " ".repeat(16 << 20);
    assertThat(read("entry.js", text).imports()).isEmpty();
  }

  @Test
  void read_styleOrNone_null() throws IOException {
    assertThat(read("a.css", "@import './b.css'")).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          chat.js=import("./chunk-4f2a.js") chunk-4f2a.js=1 | chat.js | chunk-4f2a.js
          a-chunk.js=import'./b.js' b.js=1 z.js=import'./a-chunk.js' | z.js | a-chunk.js b.js
          assets/index-x.js=import'./c.js' assets/c.js=1 index.html=1 | assets/index-x.js | assets/c.js
          d/deep.js=import'./x.js' d/x.js=1 top.mjs=import'./d/x.js' | top.mjs | d/x.js
          a.js=import'./b.js' b.js=import'./a.js' c.js=1              | a.js | b.js
          a.js=import'./a.js' b.js=1                                  |      |
          a.js=1 b.js=1                                               |      |
          style.css=1                                                 |      |
          """)
  void readFirst_noEntryFile_theScriptThatNoOtherImports(String files, String first, String imports)
      throws IOException {
    TarBytes tar = new TarBytes();
    for (String file : files.split(" ", -1)) {
      tar.file(file.substring(0, file.indexOf('=')), file.substring(file.indexOf('=') + 1));
    }
    ModuleEntry entry = unpacked(tar.file("docs/readme.md", "").tar(), ModuleGraph::readFirst);
    assertThat(entry == null ? null : entry.entry()).isEqualTo(first);
    if (entry != null) {
      assertThat(entry.imports()).containsExactly(imports.split(" ", -1));
    }
  }

  @Test
  void readFirst_entryThatImportsNothing_isTheEntry() throws IOException {
    TarBytes tar =
        new TarBytes()
            .file("index.js", "1")
            .file("esm/a.js", "import './b.js'")
            .file("esm/b.js", "1");
    ModuleEntry entry = unpacked(tar.tar(), ModuleGraph::readFirst);
    assertThat(entry.entry()).isEqualTo("index.js");
    assertThat(entry.imports()).isEmpty();
  }

  private ModuleEntry read(String path, String text) throws IOException {
    return read(path, text, new TarBytes());
  }

  private ModuleEntry read(String path, String text, TarBytes more) throws IOException {
    byte[] archive =
        more.file("package.json", "{\"main\":\"" + path + "\"}")
            .file(path, text)
            .file("a.js", "1")
            .file("b.js", "1")
            .file("my part.js", "1")
            .file("chunks/c.js", "1")
            .tar();
    return unpacked(archive, ModuleGraph::read);
  }

  @FunctionalInterface
  private interface Reading {
    ModuleEntry of(UnpackedBundle bundle) throws IOException;
  }

  private ModuleEntry unpacked(byte[] archive, Reading reading) throws IOException {
    Path upload = Files.write(temp.resolve("upload"), archive);
    Path staging = Files.createDirectories(temp.resolve("staging"));
    try (UnpackedBundle bundle =
        new Ingest(IngestLimits.DEFAULTS, null).unpack(new BundleArchive(upload), staging)) {
      return reading.of(bundle);
    }
  }
}
