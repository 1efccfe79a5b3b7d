package dev.widgetorigin.origin.auth.token;

import dev.widgetorigin.origin.auth.Scope;
import dev.widgetorigin.store.manifest.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens that this node's operator declares: in the configuration, or as {@code
 * WIDGET_ORIGIN_ADMIN_TOKEN}. They are in no log, and count on this node only.
 */
public final class DeclaredTokens {
  private static final Logger LOG = LoggerFactory.getLogger(DeclaredTokens.class);
  private static final int SHORT = 20;

  private DeclaredTokens() {}

  /** A token that the configuration names by its hash. */
  public static Token of(String name, Digest hash, List<Scope> scopes, Instant now) {
    String id = "config-" + hash.toString().substring(0, 8);
    return new Token(id, name, hash, scopes, now, "configuration", null);
  }

  /**
   * The tokens of the configuration and the administrator's. Throws IllegalStateException where the
   * administrator's could not be sent.
   *
   * @param adminToken null or empty where the operator set none
   */
  static List<Token> with(String adminToken, List<Token> configured, Instant now) {
    List<Token> all = new ArrayList<>(configured);
    if (adminToken != null && !adminToken.isEmpty()) {
      all.add(of("admin", TokenStore.hash(checked(adminToken.strip())), List.of(Scope.ADMIN), now));
    }
    return all;
  }

  /** Refuses what no client could send in a header field; an operator's own choice may be weak. */
  private static String checked(String adminToken) {
    boolean sendable = adminToken.chars().allMatch(each -> each > ' ' && each < 0x7f);
    if (adminToken.isEmpty() || !sendable) {
      throw new IllegalStateException(
          "WIDGET_ORIGIN_ADMIN_TOKEN: expected visible ASCII characters without spaces, found "
              + (adminToken.isEmpty() ? "only white space" : "another character"));
    }
    if (adminToken.length() < SHORT) {
      LOG.warn(
          "WIDGET_ORIGIN_ADMIN_TOKEN has fewer than {} characters and may be guessed; choose a"
              + " longer one",
          SHORT);
    }
    return adminToken;
  }
}
