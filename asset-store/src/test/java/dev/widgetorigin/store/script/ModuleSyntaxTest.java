package dev.widgetorigin.store.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.script.ModuleSyntax.DefaultExport;
import java.io.IOException;
import java.io.StringReader;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("ECMA-262 §16.2 modules")
final class ModuleSyntaxTest {
  private static ModuleSyntax read(String text) {
    try {
      return ModuleSyntax.read(new StringReader(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export default 1",
        "export default function(){}",
        "export default class{}",
        "export default/re/",
        "export/**/default 1",
        "export\n//x\ndefault 1",
        "const a=1;export{a as default};",
        "export{a as b,c as default}from'./x.js'",
        "export{default}from\"./x.js\"",
        "export { a , b as \"default\" }",
        "export * as default from './x.js'",
        "export*as'default'from'./x.js'",
        "export{a,};export default a",
        "#!/usr/bin/env node\nexport default 1",
        "\uFEFFexport default 1",
        "const a='it\\'s',b=\"\\\\\";export default a",
        "const a=`${`}`}`;export default a",
        "const a=`\\`${{b:`}`}.b}`;export default a",
        "const a=x/2;export default a/1",
        "const a=/[/'\"`]/.test(b);export default a",
        "if(a)/'/.test(b);export default a",
        "const a=(b)/2,c='/';export default a",
        "function f(){}/'/.test(f);export default f",
        "const f=()=>{}\n/'/.test(f);export default f",
        "const a={}/2,b='/';export default a",
        "x++/2;const a='/';export default a",
        "const a=b.if(c)/2;const d='/';export default a",
        "for await(const a of b)/'/.test(a);export default 1",
        "return_/2;const a='/';export default a",
        "const a=1./2,b=.5/2,c=1e+5/2,d=0x1e/2,e='/';export default a",
        "const a=b[0]/2,c='/';export default a",
        "class A{#b=1;c(){return this.#b/2}}const d='/';export default A",
        "const a=b?.c/2,d='/';export default a",
        "const ünï=1;export{ünï as default}",
        "a\u2028export default 1",
        "// x\u2028export default 1",
        "const a='\u2028';export default a",
        "const a='b\\\r\nc';export default a",
        "case_:{}/'/.test(x);export default 1",
        "switch(a){case/'/.test(b):break}export default 1",
        "let a=b\n++c\n/d/g;export default a",
      })
  void defaultExport_isThere(String text) {
    assertThat(read(text)).isEqualTo(new ModuleSyntax(true, DefaultExport.YES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export const a=1",
        "export{a}",
        "export{default as a}from'./x.js'",
        "export{a as b,default as c}from'./x.js'",
        "export{}",
        "export * from './x.js'",
        "export * as a from './x.js'",
        "export const {default:a}=b",
        "export function f(){}",
        "import a from './x.js'",
        "import{default as a}from'./x.js'",
        "import*as a from'./x.js'",
        "import'./x.js'",
        "import a from './x.json' with {type:'json'}",
        "const a=import.meta.url",
        "function f(){return import.meta.url}",
        "export const a='export default 1'",
        "export const a=\"export default 1\"",
        "export const a=`export default 1`",
        "export const a=`${b}export default 1`",
        "export const a=/export default 1/",
        "export const a=1;//export default 1",
        "export const a=1;/*\nexport default 1\n*/",
        "export const a=`\n\nexport default 1;\n`",
        "export const a={export:1,default:2};a.export.default",
        "export const a=b.export\ndefault_",
        "export const a=`${'`'}`,b=`\nexport default 1`",
        "export const a=x=>{}\n/`/\nexport const b=`\nexport default 1`",
      })
  void defaultExport_isNotThere(String text) {
    assertThat(read(text)).isEqualTo(new ModuleSyntax(true, DefaultExport.NO));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "window.a=1",
        "import('./x.js')",
        "import ('./x.js').then(a=>a.default)",
        "module.exports=1;exports.default=2",
        "a.import.b;a.export={default:1}",
        "'import a from \"b\"'",
        "// export default 1",
        "/* import a from 'b' */",
        "`import a from 'b'`",
        "({import:1,export:2})",
        "(function(){var e={};e.export=1})()",
        "importScripts('x.js')",
        "exports.a=1",
        "$export=1",
      })
  void noModule(String text) {
    assertThat(read(text)).isEqualTo(new ModuleSyntax(false, DefaultExport.NO));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export const a='",
        "export const a=\"x\ny\"",
        "export const a=`",
        "export const a=`${",
        "export const a={",
        "export const a=)",
        "export const a=(]",
        "export const a=/x",
        "export const a=/[/",
        "export const a=1/*",
        "export {",
        "export default (",
        "export const a='\\",
      })
  void brokenText_isNotUnderstood(String text) {
    assertThat(read(text)).isEqualTo(new ModuleSyntax(true, DefaultExport.UNKNOWN));
  }

  @Label("what is no code decides nothing, wherever it stands")
  @Property
  void defaultExport_amongOtherText_isFoundOnlyWhereItIsCode(
      @ForAll("harmless") String before, @ForAll("harmless") String after) {
    assertThat(read(before + "\nexport const x1=1;\n" + after))
        .isEqualTo(new ModuleSyntax(true, DefaultExport.NO));
    assertThat(read(before + "\nexport default 1;\n" + after))
        .isEqualTo(new ModuleSyntax(true, DefaultExport.YES));
  }

  /** Whole statements, each of which has something that looks like an export and is none. */
  @Provide
  Arbitrary<String> harmless() {
    return Arbitraries.of(
            "// export default 1\n",
            "/* export default 1 */",
            "a='export default 1';",
            "a=\"'export default 1\";",
            "a=`'\nexport default 1`;",
            "a=`${`export default ${b}`}\nexport default 1`;",
            "a=/[`'\"/]export default/g;",
            "a=b/c/d;",
            "if(a){b}/'`\"/.test(c);",
            "if(a)/'/.exec(b);",
            "a={b:{c:1},d(){return/'/}};",
            "function f(a){return a/2}",
            "class A extends B{static{a=/'/}}",
            "a=(b+c)/2;",
            "a=b[1]/2;",
            "a=x=>({y:x/2});",
            "for(;;){break}",
            "a=async()=>{await/'/};",
            "a.export.default;",
            "\n")
        .list()
        .ofMaxSize(12)
        .map(pieces -> String.join("", pieces));
  }

  @Property
  void anyText_neverThrows(@ForAll String text, @ForAll("pieces") String pieces) {
    read(text);
    read(pieces);
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "/", "*", "'", "\"", "`", "${", "}", "{", "(", ")", "[", "]", "\\", "\n", "export",
            "default", "import", ".", "meta", " ", "as", ",", "a", "1", "=>", "#", "\\u{61}")
        .list()
        .ofMaxSize(20)
        .map(list -> String.join("", list));
  }
}
