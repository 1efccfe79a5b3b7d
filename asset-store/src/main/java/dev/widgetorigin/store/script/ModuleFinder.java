package dev.widgetorigin.store.script;

import dev.widgetorigin.store.script.ModuleSyntax.DefaultExport;
import java.io.IOException;

/** Walks through a script's tokens; exports and import declarations stand outside all brackets. */
final class ModuleFinder {
  private final ScriptTokens tokens;
  private final ModuleSyntax.Imports imports;
  private ScriptToken before = ScriptToken.END;
  private ScriptToken token = ScriptToken.END;
  private boolean module;
  private boolean hasDefault;

  ModuleFinder(ScriptTokens tokens, ModuleSyntax.Imports imports) {
    this.tokens = tokens;
    this.imports = imports;
  }

  ModuleSyntax find() throws IOException {
    advance();
    while (token.kind() != ScriptToken.Kind.END) {
      boolean isWord = token.kind() == ScriptToken.Kind.NAME && !before.is(".") && !before.is("?.");
      boolean isOutside = tokens.depth() == 0;
      boolean isExport = isWord && isOutside && token.isName("export");
      boolean isImport = isWord && token.isName("import");
      advance();
      if (isExport) {
        module = true;
        afterExport();
      } else if (isImport) {
        afterImport(isOutside);
      }
    }
    DefaultExport found = hasDefault ? DefaultExport.YES : DefaultExport.NO;
    return new ModuleSyntax(module, tokens.understood() ? found : DefaultExport.UNKNOWN);
  }

  private void advance() throws IOException {
    before = token;
    token = tokens.next();
  }

  private boolean isString() {
    return token.kind() == ScriptToken.Kind.STRING;
  }

  private void afterExport() throws IOException {
    if (token.isName("default")) {
      hasDefault = true;
    } else if (token.is("{")) {
      names();
      advance();
      from();
    } else if (token.is("*")) {
      advance();
      if (token.isName("as")) {
        advance();
        hasDefault |= isDefault(token);
        advance();
      }
      from();
    }
  }

  /** {@code {a, b as c, d as "e"}}: the last name of each is the one that is exported. */
  private void names() throws IOException {
    advance();
    while (token.kind() != ScriptToken.Kind.END && !token.is("}")) {
      advance();
      if (token.is(",") || token.is("}")) {
        hasDefault |= isDefault(before);
      }
    }
  }

  private static boolean isDefault(ScriptToken token) {
    return (token.kind() == ScriptToken.Kind.NAME || token.kind() == ScriptToken.Kind.STRING)
        && token.text().equals("default");
  }

  private void from() throws IOException {
    if (token.isName("from")) {
      advance();
      if (isString()) {
        imports.add(token.text());
      }
    }
  }

  private void afterImport(boolean isOutside) throws IOException {
    if (token.is("(")) {
      advance();
      call();
    } else if (token.is(".")) {
      advance();
      module |= token.isName("meta");
    } else if (isOutside && (isString() || isPartOfClause())) {
      module = true;
      declaration();
    }
  }

  /** {@code import("x")} and {@code import("x", options)}, but not {@code import("x" + y)}. */
  private void call() throws IOException {
    if (isString()) {
      String specifier = token.text();
      advance();
      if (token.is(")") || token.is(",")) {
        imports.add(specifier);
      }
    }
  }

  /** {@code import x}, {@code import {x}}, {@code import * as x}, {@code import "x"}. */
  private void declaration() throws IOException {
    while (isPartOfClause() || (tokens.depth() > 0 && token.kind() != ScriptToken.Kind.END)) {
      advance();
    }
    if (isString()) {
      imports.add(token.text());
    }
  }

  private boolean isPartOfClause() {
    return token.kind() == ScriptToken.Kind.NAME
        || token.is(",")
        || token.is("*")
        || token.is("{")
        || token.is("}");
  }
}
