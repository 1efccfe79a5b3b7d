package dev.widgetorigin.store.script;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;

/**
 * What a script's text says of it as an ES module (ECMA-262 §16.2).
 *
 * @param module true where it imports or exports something, or uses {@code import.meta}: it can
 *     only be a module. A module need not do any of that
 * @param defaultExport whether it has an export named {@code default}
 */
public record ModuleSyntax(boolean module, DefaultExport defaultExport) {
  /** Whether there is an export named {@code default}. */
  public enum DefaultExport {
    YES,
    NO,
    /** The text could not be understood to its end. */
    UNKNOWN
  }

  /** Is told what a script imports, in the order of the text. */
  @FunctionalInterface
  public interface Imports {
    Imports IGNORED = specifier -> {};

    /**
     * {@code import … from "x"}, {@code import "x"}, {@code export … from "x"}, and {@code
     * import("x")} where it has a literal.
     *
     * @param specifier as written, with its escapes; cut after 1024 characters
     */
    void add(String specifier);
  }

  /** Reads to the end; the caller closes. Text that is no JavaScript makes no exception. */
  public static ModuleSyntax read(Reader text) throws IOException {
    return read(text, Imports.IGNORED);
  }

  /** As {@link #read(Reader)}, and says what is imported. */
  public static ModuleSyntax read(Reader text, Imports imports) throws IOException {
    return new ModuleFinder(new ScriptTokens(new BufferedReader(text)), imports).find();
  }
}
