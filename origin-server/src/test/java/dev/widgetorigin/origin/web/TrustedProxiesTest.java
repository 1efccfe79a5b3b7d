package dev.widgetorigin.origin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedProxiesTest {
  private static final TrustedProxies PROXIES =
      new TrustedProxies(List.of("10.0.0.0/8", "fd00::/8", "127.0.0.1"));

  private static Request asked(String peer, String authority, Map<String, String> fields) {
    return new FakeRequest(Method.GET, "/", null, fields, peer, peer, authority, 0);
  }

  @ParameterizedTest(name = "{0} via {1}: {2}")
  @CsvSource({
    "10.1.2.3, 203.0.113.9, 203.0.113.9",
    "10.1.2.3, '198.51.100.1, 203.0.113.9', 203.0.113.9",
    "10.1.2.3, '198.51.100.1, 203.0.113.9, 10.9.9.9', 203.0.113.9",
    "10.1.2.3, '198.51.100.1, 2001:db8::1, fd00::5', 2001:db8::1",
    "10.1.2.3, , 10.1.2.3",
    "10.1.2.3, '', 10.1.2.3",
    "10.1.2.3, ',', 10.1.2.3",
    "10.1.2.3, unknown, 10.1.2.3",
    "10.1.2.3, 'evil\", 10.9.9.9', 10.9.9.9",
    "10.1.2.3, 203.0.113.9:4711, 203.0.113.9",
    "10.1.2.3, '[2001:db8::1]:4711', 2001:db8::1",
    "::ffff:10.1.2.3, 203.0.113.9, 203.0.113.9",
    "192.0.2.1, 203.0.113.9, 192.0.2.1",
    "10.1.2.3, 10.4.4.4, 10.4.4.4",
    "11.0.0.1, 203.0.113.9, 11.0.0.1",
  })
  void client_behindTrustedProxies_isTheLastStranger(String peer, String field, String client) {
    assertThat(PROXIES.client(peer, field)).isEqualTo(client);
    assertThat(TrustedProxies.NONE.client(peer, field)).isEqualTo(peer);
  }

  @Test
  void client_endlessChain_isBounded() {
    assertThat(PROXIES.client("10.1.2.3", "10.0.0.1,".repeat(10_000) + "10.0.0.2"))
        .startsWith("10.");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, https, c.example.com, , https://c.example.com",
    "10.0.0.1, HTTPS, c.example.com:8443, /widgets/, https://c.example.com:8443/widgets",
    "10.0.0.1, https, , , https://origin:8081",
    "10.0.0.1, , c.example.com, , http://c.example.com",
    "10.0.0.1, 'https, http', 'c.example.com, inner', , https://c.example.com",
    "10.0.0.1, https, c.example.com, evil, https://c.example.com",
    "10.0.0.1, https, 'a b', , http://origin:8081",
    "10.0.0.1, javascript, c.example.com, , http://origin:8081",
    "10.0.0.1, https, 'user@evil', , http://origin:8081",
    "192.0.2.1, https, evil.example.com, /x, http://origin:8081",
  })
  void url_fieldsOfATrustedProxy_areTheUrlAndNobodyElses(
      String peer, String proto, String host, String prefix, String url) {
    Map<String, String> fields = new java.util.HashMap<>();
    fields.put("x-forwarded-proto", proto);
    fields.put("x-forwarded-host", host);
    fields.put("x-forwarded-prefix", prefix);
    assertThat(PROXIES.url(asked(peer, "origin:8081", fields))).hasToString(url);
    assertThat(TrustedProxies.NONE.url(asked(peer, "origin:8081", fields)))
        .hasToString("http://origin:8081");
  }

  @Test
  void url_requestWithoutAHost_isThatOfThisMachine() {
    assertThat(TrustedProxies.NONE.url(asked("10.0.0.1", null, Map.of())))
        .hasToString("http://localhost");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "proxy", "face", "1.2.3", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "/8"})
  void new_whatIsNoAddress_isRefused(String block) {
    assertThatThrownBy(() -> new TrustedProxies(List.of(block)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
