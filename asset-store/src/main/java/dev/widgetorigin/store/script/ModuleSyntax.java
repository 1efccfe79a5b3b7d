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

  /** Reads to the end; the caller closes. Text that is no JavaScript makes no exception. */
  public static ModuleSyntax read(Reader text) throws IOException {
    return new Finder(new ScriptTokens(new BufferedReader(text))).find();
  }

  /** Walks through the tokens; exports and imports stand outside all brackets. */
  private static final class Finder {
    private final ScriptTokens tokens;
    private boolean module;
    private boolean hasDefault;

    Finder(ScriptTokens tokens) {
      this.tokens = tokens;
    }

    ModuleSyntax find() throws IOException {
      Token before = Token.END;
      Token token = tokens.next();
      while (token.kind() != Token.Kind.END) {
        boolean word = token.kind() == Token.Kind.NAME && !before.is(".") && !before.is("?.");
        int depth = tokens.depth();
        before = token;
        if (word && depth == 0 && token.isName("export")) {
          module = true;
          before = export();
          token = before.kind() == Token.Kind.END ? before : tokens.next();
        } else if (word && token.isName("import")) {
          token = tokens.next();
          module |= (depth == 0 && isDeclaration(token)) || isMeta(token);
        } else {
          token = tokens.next();
        }
      }
      DefaultExport found = hasDefault ? DefaultExport.YES : DefaultExport.NO;
      return new ModuleSyntax(module, tokens.understood() ? found : DefaultExport.UNKNOWN);
    }

    /** {@code import x}, {@code import {x}}, {@code import * as x}, {@code import "x"}. */
    private static boolean isDeclaration(Token token) {
      return token.kind() == Token.Kind.NAME
          || token.kind() == Token.Kind.STRING
          || token.is("{")
          || token.is("*");
    }

    private boolean isMeta(Token token) throws IOException {
      return token.is(".") && tokens.next().isName("meta");
    }

    /** Reads on behind {@code export}; answers the last token it read. */
    private Token export() throws IOException {
      Token token = tokens.next();
      if (token.isName("default")) {
        hasDefault = true;
      } else if (token.is("{")) {
        token = names();
      } else if (token.is("*")) {
        token = tokens.next();
        if (token.isName("as")) {
          token = tokens.next();
          hasDefault |= isDefault(token);
        }
      }
      return token;
    }

    /** {@code {a, b as c, d as "e"}}: the last name of each is the one that is exported. */
    private Token names() throws IOException {
      Token name = Token.END;
      Token token = tokens.next();
      while (token.kind() != Token.Kind.END && !token.is("}")) {
        if (token.is(",")) {
          hasDefault |= isDefault(name);
          name = Token.END;
        } else {
          name = token;
        }
        token = tokens.next();
      }
      hasDefault |= isDefault(name);
      return token;
    }

    private static boolean isDefault(Token token) {
      return (token.kind() == Token.Kind.NAME || token.kind() == Token.Kind.STRING)
          && token.text().equals("default");
    }
  }
}
