package dev.widgetorigin.store.ingest.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which file answers the bare URL, for package.json files as they are found in packages. */
final class EntryFileTest {
  @ParameterizedTest(name = "{0} with {1} → {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "null",
      value = {
        // A name as Node.js reads it, with the extensions of modules.
        "{'main':'lib/chat'} | lib/chat.js lib/chat.mjs lib/chat/index.js | lib/chat.js",
        "{'main':'lib/chat'} | lib/chat.cjs lib/chat.mjs lib/chat.json | lib/chat.mjs",
        "{'main':'lib/chat'} | lib/chat.cjs lib/chat/index.js | lib/chat.cjs",
        "{'main':'dist'} | dist/index.js dist/other.js | dist/index.js",
        "{'main':'./dist/'} | dist/index.mjs dist/index.cjs dist/a.js | dist/index.mjs",
        "{'main':'dist/.'} | dist/index.js dist.js | dist/index.js",
        "{'main':'/dist/chat.js'} | dist/chat.js dist/b.js | dist/chat.js",
        "{'main':'dist//esm/../chat.js'} | dist/chat.js dist/b.js | dist/chat.js",
        "{'main':'../chat.js'} | chat.js b.js | null",
        "{'main':'dist/../../chat.js'} | chat.js b.js | null",
        "{'main':'..'} | a.js b.js | null",
        "{'main':['a.js']} | a.js b.js | null",
        // browser counts as a string only: as an object it is for bundlers.
        "{'browser':{'./a.js':'./b.js'},'main':'a.js'} | a.js b.js | a.js",
        "{'browser':{'./a.js':false},'main':'a.js','module':'b.js'} | a.js b.js | a.js",
        "{'browser':'b.js','main':'a.js'} | a.js b.js | b.js",
        // exports: of browser, import and default the first that is in the bundle.
        "{'exports':{'browser':'./gone.js','import':'./a.mjs'}} | a.mjs b.mjs | a.mjs",
        "{'exports':{'browser':'./gone.js','default':'./a.js'},'module':'b.js'} | a.js b.js | a.js",
        "{'exports':{'import':{'node':'./n.mjs','default':'./a.mjs'}}} | n.mjs a.mjs | a.mjs",
        "{'exports':{'import':{'development':'./d.mjs','production':'./p.mjs','node':'./n.mjs',"
            + "'default':'./a.mjs'},'require':'./c.js'}} | d.mjs p.mjs n.mjs a.mjs c.js | a.mjs",
        "{'exports':{'browser':{'import':{'development':'./d.js','default':'./b.js'},"
            + "'require':'./b.cjs'},'default':'./s.js'}} | d.js b.js b.cjs s.js | b.js",
        "{'exports':{'.':{'node':{'import':'./n.js'},'module':{'import':'./m.js','default':'./w.js'},"
            + "'default':'./a.js'}}} | n.js m.js w.js a.js | a.js",
        "{'exports':{'.':['./gone.js',{'import':'./gone.mjs'},'./a.js']}} | a.js b.js | a.js",
        "{'exports':['./gone.js','./a.js']} | a.js b.js | a.js",
        "{'exports':{'node':null,'default':'./a.js'}} | a.js b.js | a.js",
        "{'exports':{'default':null,'import':'./a.js'}} | a.js b.js | a.js",
        "{'exports':'./dist/chat.css'} | dist/chat.css a.js b.js | dist/chat.css",
        // Another condition only: what browsers may run first, types never.
        "{'exports':{'require':'./a.cjs','module':'./m.js'}} | a.cjs m.js | m.js",
        "{'exports':{'.':{'require':'./a.cjs'}}} | a.cjs b.cjs | a.cjs",
        "{'exports':{'require':{'types':'./a.d.ts','default':'./a.js'}}} | a.d.ts a.js b.js | a.js",
        "{'exports':{'import':{'node':'./n.mjs'}}} | n.mjs b.mjs | n.mjs",
        "{'exports':{'node':'./n.js','worker':'./w.js'}} | n.js w.js | w.js",
        "{'exports':{'require':'./r.js','development':'./d.js'}} | r.js d.js | d.js",
        "{'exports':{'production':'./p.js','development':'./d.js'}} | p.js d.js | p.js",
        "{'exports':{'node':'./n.js','module-sync':'./m.js'}} | n.js m.js | m.js",
        "{'exports':{'types':'./a.d.ts','svelte':'./a.js'}} | a.d.ts a.js b.js | a.js",
        "{'exports':{'deno':'./d.js','node':'./n.js'}} | d.js n.js | d.js",
        "{'exports':{'es2015':'./e.js','esm2022':'./f.js'}} | e.js f.js | e.js",
        "{'exports':{'@acme/source':'./src/a.ts','types':'./a.d.ts'}} | src/a.ts a.d.ts | null",
        "{'exports':{'require':'./a.cjs'},'module':'m.js'} | a.cjs m.js | m.js",
        "{'exports':{'require':'./a.cjs'}} | a.cjs index.js | index.js",
        "{'exports':{'require':'./dist/a.cjs'}} | dist/a.cjs dist/b.js cli.js | cli.js",
        // Paths only: what is named for ./index.js, else the only script that is named.
        "{'exports':{'./index.js':'./dist/a.js','./b.js':'./dist/b.js'}} | dist/a.js dist/b.js | dist/a.js",
        "{'exports':{'./*':'./dist/*'}} | dist/index.js dist/b.js | dist/index.js",
        "{'exports':{'./*':'./lib/*.js','./x/*':'./x/*.js'}} | lib/index.js x/index.js | lib/index.js",
        "{'exports':{'./*.js':{'import':'./esm/*.js'}}} | esm/index.js esm/b.js | esm/index.js",
        "{'exports':{'./':'./dist/'}} | dist/index.js dist/b.js | dist/index.js",
        "{'exports':{'./x/':'./dist/'}} | dist/index.js dist/b.js | null",
        "{'exports':{'./*':null}} | lib/index.js lib/b.js | null",
        "{'exports':{'./chat':'./lib/a.js','./chat.js':'./lib/a.js','./package.json':'./package.json',"
            + "'./a.css':'./a.css'}} | lib/a.js lib/b.js a.css | lib/a.js",
        "{'exports':{'./a':'./lib/a.js','./b':'./lib/b.js'}} | lib/a.js lib/b.js | null",
        "{'exports':{'./a':'./lib/a.js'}} | lib/a.js index.js | index.js",
        "{'exports':{'.':'./a.js','./index.js':'./b.js'}} | a.js b.js | a.js",
        // Nothing is named.
        "{'exports':{}} | lib/a.js | null",
        "{'exports':false} | a.js | a.js",
        "{'name':'chat'} | index.mjs index.cjs | index.mjs",
        "{'name':'chat'} | index.cjs other.js | index.cjs",
        "{'name':'chat'} | index.js index.mjs | index.js"
      })
  void choose_shapesOfPackages_oneAnswer(String json, String paths, String entry) {
    PackageJson parsed = PackageJson.parse(json.replace('\'', '"'));
    assertThat(parsed.text()).isNotNull();
    assertThat(EntryFile.choose(parsed, Set.of(paths.split(" ", -1)))).isEqualTo(entry);
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "null",
      value = {
        "{'exports':{'browser':'./gone.js','import':'./a.js'}} | ./gone.js",
        "{'exports':{'import':'./a.js','require':'./gone.js'}} | null",
        "{'exports':{'require':'./gone.js'}} | ./gone.js",
        "{'exports':{'./*':'./gone/*'}} | null",
        "{'main':'gone.js','module':'a.js'} | gone.js"
      })
  void missing_firstNameOfPackageJson_onlyIfNotInTheBundle(String json, String name) {
    EntryFile.Named missing =
        EntryFile.missing(PackageJson.parse(json.replace('\'', '"')), Set.of("a.js"));
    assertThat(missing == null ? null : missing.name()).isEqualTo(name);
  }

  @Test
  void parse_aMebibyteOfNames_aFewKept() {
    String names =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "\"./" + i + ".js\"")
            .collect(Collectors.joining(","));
    String conditions =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "\"c" + i + "\":\"./" + i + ".js\"")
            .collect(Collectors.joining(","));
    PackageExports list = PackageJson.parse("{\"exports\":[" + names + "]}").exports();
    assertThat(list.browser()).hasSize(PackageExports.MAX_NAMES).startsWith("./0.js");
    PackageExports unlisted = PackageJson.parse("{\"exports\":{" + conditions + "}}").exports();
    assertThat(unlisted.others()).hasSize(PackageExports.MAX_NAMES).startsWith("./0.js");
  }
}
