package dev.widgetorigin.origin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.admin.Archives;
import dev.widgetorigin.origin.audit.AuditChain;
import dev.widgetorigin.origin.audit.AuditText;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workflow's identity token as the only credential, from configuration to history. */
final class TrustedPublishEndToEndTest {
  @TempDir Path folder;

  @Test
  void workflow_withItsIdentityToken_publishesItsWidgetAndNoOther() throws Exception {
    try (LocalIssuer issuer = new LocalIssuer();
        TestOrigin server = start(issuer)) {
      RSAKey key = issuer.offer(issuer.rsa("k"));
      String token = LocalIssuer.sign(key, claims(issuer));
      HttpResponse<String> published = publish(server, "chat", token);
      assertThat(published.statusCode()).as(published.body()).isEqualTo(201);
      assertThat(published.body()).contains("\"publishedBy\":\"acme/chat@refs/tags/v1.0.0\"");
      assertThat(publish(server, "other", token).statusCode()).isEqualTo(403);
      assertThat(publish(server, "chat", token + "x").statusCode()).isEqualTo(401);
      String audit = AuditText.of(folder.resolve("store"));
      assertThat(audit).contains("acme/chat@refs/tags/v1.0.0").doesNotContain(token);
      assertThat(AuditChain.verify(folder.resolve("store")).problems()).isEmpty();
    }
  }

  private TestOrigin start(LocalIssuer issuer) {
    String trusted =
        """
        [{issuer: "%s", audience: widget-origin, repositories: [acme/chat],
          refs: ["refs/tags/v*"], claims: {environment: production},
          scopes: ["publish:chat"]}]"""
            .formatted(issuer.url());
    return TestOrigin.start(folder.resolve("store"), Map.of("trusted-publishers", trusted));
  }

  private static JWTClaimsSet claims(LocalIssuer issuer) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(issuer.url())
        .audience("widget-origin")
        .subject("repo:acme/chat:environment:production")
        .claim("repository", "acme/chat")
        .claim("ref", "refs/tags/v1.0.0")
        .claim("environment", "production")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)))
        .build();
  }

  private static HttpResponse<String> publish(TestOrigin server, String widget, String token)
      throws Exception {
    return TestOrigin.send(
        HttpRequest.newBuilder(
                URI.create(server.controlUrl() + "/-/api/v1/widgets/" + widget + "/versions/1.0.0"))
            .header("Authorization", "Bearer " + token)
            .PUT(BodyPublishers.ofByteArray(Archives.widget("1.0.0"))),
        BodyHandlers.ofString());
  }
}
