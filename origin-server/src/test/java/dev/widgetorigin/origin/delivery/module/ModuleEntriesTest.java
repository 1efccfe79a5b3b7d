package dev.widgetorigin.origin.delivery.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.delivery.answer.AnswerBundles;
import dev.widgetorigin.store.script.ModuleSyntax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which scripts package.json offers, and which of those are modules. Single quotes stand for
 * double.
 */
final class ModuleEntriesTest {
  private static final ModuleSyntax TEXT = new ModuleSyntax(false, ModuleSyntax.DefaultExport.NO);
  private static final ModuleSyntax MODULE_TEXT =
      new ModuleSyntax(true, ModuleSyntax.DefaultExport.NO);

  private static ModuleEntries entries(String packageJson) {
    return ModuleEntries.of(
        AnswerBundles.manifest(
            "1.0.0", "e.js", packageJson == null ? null : packageJson.replace('\'', '"'), 0));
  }

  @ParameterizedTest(name = "{1} of {0}: offered {2}, a module {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                                   | e.js  | true  | false",
        "{}                                 | e.js  | true  | false",
        "{}                                 | a.js  | false | false",
        "{}                                 | e.mjs | false | true",
        "{'module':'a.js'}                  | a.js  | true  | true",
        "{'module':'./a.js'}                | a.js  | true  | true",
        "{'module':'../a.js'}               | a.js  | false | false",
        "{'module':'a.css'}                 | a.css | false | true",
        "{'module':1}                       | 1     | false | false",
        "{'main':'a.js'}                    | a.js  | false | false",
        // The type says it, but not of what is named for script tags, nor of a .cjs.
        "{'type':'module'}                  | e.js  | true  | true",
        "{'type':'commonjs'}                | e.js  | true  | false",
        "{'type':'module','unpkg':'e.js'}   | e.js  | true  | false",
        "{'type':'module','unpkg':'./e.js'} | e.js  | true  | false",
        "{'type':'module','jsdelivr':'e.js'}| e.js  | true  | false",
        "{'type':'module','main':'e.js'}    | e.js  | true  | true",
        "{'type':'module'}                  | e.cjs | false | false",
        "{'type':['module']}                | e.js  | true  | false",
        // exports: a file, conditions, paths, alternatives.
        "{'exports':'./a.js'}               | a.js  | true  | false",
        "{'exports':{'import':'./a.js'}}    | a.js  | true  | true",
        "{'exports':{'module':'./a.js'}}    | a.js  | true  | true",
        "{'exports':{'require':'./a.js'}}   | a.js  | true  | false",
        "{'exports':{'default':'./a.js'}}   | a.js  | true  | false",
        "{'exports':{'.':{'import':'./a.js'}}} | a.js | true | true",
        "{'exports':{'import':{'default':'./a.js'}}} | a.js | true | true",
        "{'exports':{'import':{'x':1},'default':'./a.js'}} | a.js | true | false",
        "{'exports':{'./b':{'browser':{'import':'./a.js'}}}} | a.js | true | true",
        "{'exports':[null,'./a.js']}        | a.js  | true  | false",
        "{'exports':{'import':['./b.js','./a.js']}} | a.js | true | true",
        "{'exports':{'./a.js':null}}        | a.js  | false | false",
        "{'exports':null,'module':'a.js'}   | a.js  | true  | true",
        "{'exports':1}                      | 1     | false | false",
        // What follows what is passed over still counts.
        "{'x':{'module':'b.js'},'module':'a.js'} | a.js | true | true",
        "{'x':[{'module':'b.js'}],'module':'a.js'} | b.js | false | false",
        "{'exports':{'import':'./b.js'},'type':'module'} | e.js | true | true",
        // No object, or cut off: what was read before counts.
        "['module']                         | e.js  | true  | false",
        "'x'                                | e.js  | true  | false",
        "``                                 | e.js  | true  | false",
        "{'module':'a.js',                  | a.js  | true  | true",
        "{'type':'module',!                 | e.js  | true  | true",
      })
  void table(String packageJson, String file, boolean offered, boolean module) {
    ModuleEntries entries = entries(packageJson);
    assertThat(entries.contains(file)).isEqualTo(offered);
    assertThat(entries.isModule(file, TEXT)).isEqualTo(module);
  }

  @ParameterizedTest
  @CsvSource({"a.js, true", "a.mjs, true", "a.cjs, false", "dist/a.cjs, false"})
  void isModule_byItsText_exceptWhereItsNameDeniesIt(String file, boolean module) {
    assertThat(entries("{}").isModule(file, MODULE_TEXT)).isEqualTo(module);
  }

  @Test
  void contains_withoutAnEntryFile_isWhatPackageJsonNames() {
    ModuleEntries entries =
        ModuleEntries.of(AnswerBundles.manifest("1.0.0", null, "{\"module\":\"a.js\"}", 0));
    assertThat(entries.contains("a.js")).isTrue();
    assertThat(entries.contains("e.js")).isFalse();
  }
}
