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
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a template of {@code loader.js}: minifies it once for every choice of its switches. Run
 * from source with Closure Compiler on the class path, {@code java -cp closure-compiler.jar
 * Minify.java loader.js FOLDER} writes {@code FOLDER/template-N.txt}; the number, and what has
 * changed, stand in loader.js as {@code @template} and {@code @change}. A template that is released
 * is never made again.
 */
final class Minify {
  private static final List<String> SWITCHES =
      List.of("ROLLOUT", "WATCH", "CHANNELS", "STYLES", "ATTRIBUTES", "RULES", "HELD");

  public static void main(String[] args) throws Exception {
    byte[] source = Files.readAllBytes(Path.of(args[0]));
    String text = new String(source, StandardCharsets.UTF_8);
    Matcher number = Pattern.compile("@template (\\d+)").matcher(text);
    if (!number.find()) {
      throw new IllegalStateException("loader.js says no @template");
    }
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(source);
    StringBuilder out = new StringBuilder();
    out.append("template ").append(number.group(1)).append('\n');
    out.append("source sha256-").append(HexFormat.of().formatHex(digest)).append('\n');
    out.append("switches ").append(String.join(" ", SWITCHES)).append('\n');
    Pattern.compile("@change (.+)")
        .matcher(text)
        .results()
        .forEach(change -> out.append("change ").append(change.group(1)).append('\n'));
    appendVariants(out, text);
    Path folder = Files.createDirectories(Path.of(args[1]));
    Files.writeString(folder.resolve("template-" + number.group(1) + ".txt"), out);
  }

  /** A line for each: a digit for each switch, a space, and the script. */
  private static void appendVariants(StringBuilder out, String template) {
    for (int choice = 0; choice < 1 << SWITCHES.size(); choice++) {
      // Nothing is watched for without a rollout, and sites that are held back are among the rules.
      if ((on(choice, "WATCH") && !on(choice, "ROLLOUT"))
          || (on(choice, "HELD") && !on(choice, "RULES"))) {
        continue;
      }
      CompilerOptions options = options();
      for (int i = 0; i < SWITCHES.size(); i++) {
        boolean on = on(choice, SWITCHES.get(i));
        options.setDefineToBooleanLiteral(SWITCHES.get(i), on);
        out.append(on ? '1' : '0');
      }
      out.append(' ').append(minify(template, options)).append('\n');
    }
  }

  private static boolean on(int choice, String name) {
    return (choice >> (SWITCHES.size() - 1 - SWITCHES.indexOf(name)) & 1) == 1;
  }

  private static CompilerOptions options() {
    CompilerOptions options = new CompilerOptions();
    CompilationLevel.SIMPLE_OPTIMIZATIONS.setOptionsForCompilationLevel(options);
    CompilationLevel.SIMPLE_OPTIMIZATIONS.setWrappedOutputOptimizations(options);
    WarningLevel.QUIET.setOptionsForWarningLevel(options);
    options.setLanguageIn(LanguageMode.ECMASCRIPT_2015);
    options.setLanguageOut(LanguageMode.ECMASCRIPT_2015);
    options.setEmitUseStrict(false);
    return options;
  }

  private static String minify(String template, CompilerOptions options) {
    Compiler compiler = new Compiler(System.err);
    Result result =
        compiler.compile(
            SourceFile.fromCode("externs.js", "var WL;"),
            SourceFile.fromCode("loader.js", template),
            options);
    if (!result.success) {
      throw new IllegalStateException("the loader's template has errors: " + result.errors);
    }
    return compiler.toSource().replace("\n", "");
  }
}
