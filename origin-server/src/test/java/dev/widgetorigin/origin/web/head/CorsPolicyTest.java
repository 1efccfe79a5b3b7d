package dev.widgetorigin.origin.web.head;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.StandardHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CorsPolicyTest {
  private static final CorsPolicy LIST =
      CorsPolicy.of(
          List.of(
              "https://app.example.com:443",
              "http://localhost:3000",
              "HTTPS://Shop.Example.com/",
              "https://*.example.org",
              "https://*.dev.example.net:8443"),
          true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com",
        "http://localhost:3000",
        "https://shop.example.com",
        "https://a.example.org",
        "https://a.b-c.example.org",
        "https://a.dev.example.net:8443",
      })
  void allows_listed(String origin) {
    assertThat(LIST.allows(origin)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "*",
        "https://example.org",
        "https://.example.org",
        "https://a..example.org",
        "https://evilexample.org",
        "https://example.org.evil.com",
        "https://a.example.org.evil.com",
        "https://a.example.org:8443",
        "http://a.example.org",
        "https://evil.com/.example.org",
        "https://evil.com?.example.org",
        "https://evil.com#.example.org",
        "https://evil.com@a.example.org",
        "https://a.example.org/",
        "https://A.EXAMPLE.ORG",
        "https://app.example.com:443",
        "https://app.example.com:8443",
        "http://app.example.com",
        "http://localhost",
        "https://a.dev.example.net",
        "https://app.example.com, https://evil.com",
        "https://app.example.com https://evil.com",
      })
  void allows_others_not(String origin) {
    assertThat(LIST.allows(origin)).isFalse();
  }

  @Test
  void null_isAnOriginOnlyWhereListed() {
    assertThat(CorsPolicy.of(List.of("null"), false).allows("null")).isTrue();
    assertThat(LIST.allows(null)).isFalse();
  }

  @Test
  void open_neverAllowsCredentialsNorVaries() {
    CorsPolicy open = CorsPolicy.of(List.of("*", "https://a.example"), true);
    HeaderBlock headers = headers(open, "https://a.example");

    assertThat(headers.get("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(headers.get("Access-Control-Allow-Credentials")).isNull();
    assertThat(headers.get("Vary")).isNull();
  }

  @Test
  void list_alwaysVaries() {
    HeaderBlock allowed = headers(LIST, "http://localhost:3000");
    HeaderBlock other = headers(LIST, "http://evil.example");

    assertThat(allowed.get("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
    assertThat(allowed.get("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(allowed.get("Vary")).isEqualTo("Origin");
    assertThat(other.get("Vary")).isEqualTo("Origin");
    assertThat(other.get("Access-Control-Allow-Origin")).isNull();
    assertThat(other.get("Access-Control-Expose-Headers")).isNull();
  }

  @Test
  void preflight_notAllowed_hasNoAllowHeaders() {
    StandardHeaders standard = StandardHeaders.delivery(OriginConfig.DEFAULTS);
    HeaderBlock other = standard.preflight(LIST, "http://evil.example").headers();
    HeaderBlock allowed = standard.preflight(LIST, "http://localhost:3000").headers();

    assertThat(other.get("Access-Control-Allow-Methods")).isNull();
    assertThat(other.get("Access-Control-Allow-Headers")).isNull();
    assertThat(allowed.get("Access-Control-Allow-Headers")).contains("Range").doesNotContain("*");
    assertThat(allowed.get("Access-Control-Max-Age")).isEqualTo("86400");
  }

  private static HeaderBlock headers(CorsPolicy policy, String origin) {
    HeaderBlock.Builder headers = StandardHeaders.delivery(OriginConfig.DEFAULTS).begin(policy);
    policy.addOrigin(headers, origin);
    return headers.build();
  }
}
