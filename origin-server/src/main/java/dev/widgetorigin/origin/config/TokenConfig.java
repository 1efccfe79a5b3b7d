package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.ScopeText;
import java.util.List;

/**
 * A token that is declared in the configuration. Only its hash is: {@code printf %s "$TOKEN" |
 * sha256sum}.
 *
 * @param name who it stands for in history and audit
 * @param sha256 64 hex digits
 * @param scopes e.g. {@code publish:msr-*}, {@code release:*}, {@code admin}
 */
public record TokenConfig(String name, String sha256, List<String> scopes) {
  public TokenConfig {
    new Checks()
        .text("name", name)
        .that(
            sha256 != null && sha256.matches("[0-9a-fA-F]{64}"),
            "sha256",
            "the token's SHA-256 in 64 hex digits",
            sha256 == null ? "nothing" : sha256.length() + " characters")
        .that(!scopes.isEmpty(), "scopes", ScopeText.EXPECTED, "none")
        .each("scopes", scopes, ScopeText.EXPECTED, ScopeText::is)
        .done();
  }
}
