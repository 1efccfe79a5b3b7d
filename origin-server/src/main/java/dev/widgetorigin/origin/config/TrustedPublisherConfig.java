package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.ScopeText;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Workflows that may publish by the identity token their platform gives them (OpenID Connect), with
 * no secret kept anywhere. A token is taken where all of this holds:
 *
 * @param issuer its {@code iss}, e.g. {@code https://token.actions.githubusercontent.com}
 * @param audience is in its {@code aud}; a name of your choice that the workflow asks for. Where
 *     none is named, {@code control.public-url}
 * @param jwks where the issuer's keys are; empty means what its discovery document says
 * @param repositories one of them is its {@code repository} (GitHub) or {@code project_path}
 *     (GitLab); {@code *} stands for any characters but {@code /}
 * @param refs one of them is its {@code ref_path} (GitLab) or {@code ref}, e.g. {@code
 *     refs/tags/v*}
 * @param claims each is there with exactly that value, e.g. {@code environment: production}, or
 *     {@code repository_id}, which survives a renamed repository
 * @param scopes what it may do then, e.g. {@code publish:chat}
 */
public record TrustedPublisherConfig(
    String issuer,
    String audience,
    String jwks,
    List<String> repositories,
    List<String> refs,
    Map<String, String> claims,
    List<String> scopes) {
  public TrustedPublisherConfig {
    new Checks()
        .that(isSafe(issuer), "issuer", "an https URL (http on the loopback address only)", issuer)
        .that(
            jwks == null || jwks.isEmpty() || isSafe(jwks),
            "jwks",
            "an https URL (http on the loopback address only)",
            jwks)
        .that(audience == null || !audience.isBlank(), "audience", "some text", "nothing")
        .that(!repositories.isEmpty(), "repositories", "at least one, as acme/chat", "none")
        .that(!refs.isEmpty(), "refs", "at least one, as refs/tags/v*", "none")
        .that(!scopes.isEmpty(), "scopes", ScopeText.EXPECTED_OF_WIDGETS, "none")
        .each("scopes", scopes, ScopeText.EXPECTED_OF_WIDGETS, ScopeText::isOfWidgets)
        .done();
  }

  /** The same with that audience. */
  TrustedPublisherConfig to(String newAudience) {
    return new TrustedPublisherConfig(
        issuer, newAudience, jwks, repositories, refs, claims, scopes);
  }

  private static boolean isSafe(String text) {
    try {
      URI uri = URI.create(text == null ? "" : text);
      String host = String.valueOf(uri.getHost());
      boolean loopback =
          host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]");
      return ("https".equals(uri.getScheme()) && uri.getHost() != null)
          || ("http".equals(uri.getScheme()) && loopback);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
