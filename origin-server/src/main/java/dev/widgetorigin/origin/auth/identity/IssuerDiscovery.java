package dev.widgetorigin.origin.auth.identity;

import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where an issuer has its keys: as configured, or as its discovery document says. */
final class IssuerDiscovery {

  private final String issuer;
  private final String jwks;
  private final ResourceRetriever retriever;

  /** {@code jwks} is null or empty where the discovery document names the keys. */
  IssuerDiscovery(String issuer, String jwks, ResourceRetriever retriever) {
    this.issuer = issuer;
    this.jwks = jwks;
    this.retriever = retriever;
  }

  /** Blocks while the document is fetched. */
  URL get() throws IOException {
    if (jwks != null && !jwks.isEmpty()) {
      return url(jwks);
    }
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    String text =
        retriever.retrieveResource(url(base + "/.well-known/openid-configuration")).getContent();
    try {
      JsonNode document = JsonMapper.shared().readTree(text);
      String named = document.path("jwks_uri").asString("");
      // OpenID Connect Discovery §4.3: another issuer's document proves nothing about this one.
      if (document.path("issuer").asString("").equals(issuer)
          && (named.startsWith("https://") || issuer.startsWith("http://"))) {
        return url(named);
      }
    } catch (JacksonException e) {
      throw new IOException("expected a discovery document of " + issuer + ", found no JSON", e);
    }
    throw new IOException("expected a discovery document of " + issuer + " with an https jwks_uri");
  }

  private static URL url(String text) throws MalformedURLException {
    try {
      return URI.create(text).toURL();
    } catch (IllegalArgumentException e) {
      throw new MalformedURLException("expected a URL, found " + text);
    }
  }
}
