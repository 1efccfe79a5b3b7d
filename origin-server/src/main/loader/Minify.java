import com.google.javascript.jscomp.CompilationLevel;
import com.google.javascript.jscomp.Compiler;
import com.google.javascript.jscomp.CompilerOptions;
import com.google.javascript.jscomp.CompilerOptions.LanguageMode;
import com.google.javascript.jscomp.Result;
import com.google.javascript.jscomp.SourceFile;
import com.google.javascript.jscomp.WarningLevel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Minifies the loader's template when the project is built, once for every choice of its switches.
 * Run from source with Closure Compiler on the class path: {@code java -cp closure-compiler.jar
 * Minify.java loader.js FOLDER} writes {@code FOLDER/loader-000000.js} … {@code loader-111111.js}, the
 * digits being ROLLOUT, WATCH, CHANNELS, STYLES, ATTRIBUTES, SITES.
 */
final class Minify {
  private static final List<String> SWITCHES =
      List.of("ROLLOUT", "WATCH", "CHANNELS", "STYLES", "ATTRIBUTES", "SITES");

  public static void main(String[] args) throws Exception {
    Path template = Path.of(args[0]);
    Path folder = Files.createDirectories(Path.of(args[1]));
    int rollout = 1 << SWITCHES.size() - 1;
    int watch = rollout >> 1;
    for (int choice = 0; choice < 1 << SWITCHES.size(); choice++) {
      if ((choice & (rollout | watch)) == watch) {
        // Nothing is watched for without a rollout.
        continue;
      }
      StringBuilder name = new StringBuilder("loader-");
      CompilerOptions options = options();
      for (int i = 0; i < SWITCHES.size(); i++) {
        boolean on = (choice >> (SWITCHES.size() - 1 - i) & 1) == 1;
        options.setDefineToBooleanLiteral(SWITCHES.get(i), on);
        name.append(on ? '1' : '0');
      }
      Files.writeString(folder.resolve(name + ".js"), minify(template, options));
    }
  }

  private static CompilerOptions options() {
    CompilerOptions options = new CompilerOptions();
    CompilationLevel.SIMPLE_OPTIMIZATIONS.setOptionsForCompilationLevel(options);
    CompilationLevel.SIMPLE_OPTIMIZATIONS.setWrappedOutputOptimizations(options);
    WarningLevel.QUIET.setOptionsForWarningLevel(options);
    options.setLanguageIn(LanguageMode.ECMASCRIPT5);
    options.setLanguageOut(LanguageMode.ECMASCRIPT5);
    options.setEmitUseStrict(false);
    return options;
  }

  private static String minify(Path template, CompilerOptions options) throws Exception {
    Compiler compiler = new Compiler(System.err);
    Result result =
        compiler.compile(
            SourceFile.fromCode("externs.js", "var WL;"),
            SourceFile.fromCode("loader.js", Files.readString(template, StandardCharsets.UTF_8)),
            options);
    if (!result.success) {
      throw new IllegalStateException("the loader's template has errors: " + result.errors);
    }
    return compiler.toSource().replace("\n", "");
  }
}
