package dev.widgetorigin.origin.auth.token;

import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.ApiToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens that count now, by their hashes: those of the log, and those that this node's operator
 * has declared. Made again when either has changed. Thread-safe; never blocks.
 */
final class TokenIndex {
  /** As of one state of the log, whose tokens are another map whenever they have changed. */
  private record Known(
      Map<String, ApiToken> source,
      List<Token> declared,
      List<Token> stored,
      Map<Digest, Token> byHash,
      Map<String, Token> byId) {}

  private final Catalog catalog;
  private volatile List<Token> declared;
  private volatile Known known;

  TokenIndex(Catalog catalog, List<Token> declared) {
    this.catalog = catalog;
    this.declared = List.copyOf(declared);
    this.known = index();
  }

  List<Token> declared() {
    return declared;
  }

  void declare(List<Token> tokens) {
    declared = List.copyOf(tokens);
  }

  /** Null where there is none. */
  Token byHash(Digest hash) {
    return known().byHash.get(hash);
  }

  /** Null where there is none. */
  Token byId(String id) {
    return known().byId.get(id);
  }

  /** Declared ones first, then by time of creation. */
  List<Token> all() {
    Known now = known();
    List<Token> all = new ArrayList<>(now.declared);
    all.addAll(now.stored);
    return all;
  }

  private Known known() {
    Known last = known;
    if (last.source != catalog.snapshot().tokens() || last.declared != declared) {
      last = index();
      known = last;
    }
    return last;
  }

  private Known index() {
    Map<String, ApiToken> source = catalog.snapshot().tokens();
    List<Token> fixed = declared;
    List<Token> stored = source.values().stream().map(Token::of).toList();
    Map<Digest, Token> byHash = new HashMap<>();
    stored.forEach(token -> byHash.put(token.hash(), token));
    fixed.forEach(token -> byHash.put(token.hash(), token));
    Map<String, Token> byId = new HashMap<>();
    byHash.values().forEach(token -> byId.put(token.id(), token));
    return new Known(source, fixed, stored, Map.copyOf(byHash), Map.copyOf(byId));
  }
}
