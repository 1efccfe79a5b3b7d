package dev.widgetorigin.origin.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyRulesTest {
  /** From {@code NAME=value NAME=value}. */
  private static Map<String, String> environment(String words) {
    Map<String, String> environment = new HashMap<>();
    for (String word : words.split(" ", -1)) {
      int at = word.indexOf('=');
      environment.put(word.substring(0, at), word.substring(at + 1));
    }
    return environment;
  }

  private static String proxy(Map<String, String> environment, String url) {
    ProxyRules.Proxy proxy = ProxyRules.of(environment).proxy(URI.create(url));
    return proxy == null ? "none" : proxy.host() + ":" + proxy.port();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTPS_PROXY=http://p.example:3128|https://o.example|p.example:3128",
        "HTTPS_PROXY=http://p.example:3128|http://o.example|none",
        "HTTP_PROXY=http://p.example:3128|http://o.example:8081|p.example:3128",
        "HTTP_PROXY=http://p.example:3128|https://o.example|none",
        "ALL_PROXY=http://p.example:3128|https://o.example|p.example:3128",
        "ALL_PROXY=http://a.example:1 HTTP_PROXY=http://p.example:2|http://o.example|p.example:2",
        "https_proxy=http://s.example:1 HTTPS_PROXY=http://p.example:2|https://o.example|s.example:1",
        "https_proxy= HTTPS_PROXY=http://p.example:2|https://o.example|p.example:2",
        "HTTPS_PROXY=p.example:3128|https://o.example|p.example:3128",
        "HTTPS_PROXY=p.example|https://o.example|p.example:80",
        "HTTPS_PROXY=HTTP://p.example:3128/|https://o.example|p.example:3128",
        "HTTPS_PROXY=http://[2001:db8::1]:3128|https://o.example|[2001:db8::1]:3128",
        "HTTPS_PROXY=http://ana:p@ss@p.example:3128|https://o.example|p.example:3128",
      })
  void proxy_byVariables_isTheOneForTheScheme(String variables, String url, String expected) {
    assertThat(proxy(environment(variables), url)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8081",
        "http://127.9.9.9",
        "http://localhost:8081",
        "http://LocalHost",
        "http://[::1]:8081"
      })
  void proxy_loopback_isNever(String url) {
    assertThat(proxy(Map.of("HTTP_PROXY", "http://p.example:3128"), url)).isEqualTo("none");
  }

  @ParameterizedTest(name = "NO_PROXY={0} for {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "example.com|http://example.com|true",
        "example.com|http://EXAMPLE.com.|true",
        "EXAMPLE.COM|http://a.example.com:8081|true",
        "example.com|http://badexample.com|false",
        "example.com|http://example.com.evil.test|false",
        ".example.com|http://a.example.com|true",
        ".example.com|http://example.com|true",
        "*.example.com|http://a.b.example.com|true",
        "example.com.|http://example.com|true",
        "a.test, example.com|http://example.com|true",
        "a.test example.com|http://example.com|true",
        "a.test,,|http://example.com|false",
        "*|http://example.com|true",
        "*.com.evil|http://example.com|false",
        ".|http://example.com|false",
        "example.com:8081|http://example.com:8081|true",
        "example.com:8081|http://example.com|false",
        "example.com:80|http://example.com|true",
        "example.com:443|https://example.com|true",
        "10.0.0.1|http://10.0.0.1:8081|true",
        "10.0.0.1|http://10.0.0.10|false",
        "10.0.0.0/8|http://10.200.3.4|true",
        "10.0.0.0/8|http://11.0.0.1|false",
        "10.0.0.0/33|http://10.0.0.1|false",
        "10.0.0.1:8081|http://10.0.0.1:8081|true",
        "0.0.1|http://10.0.0.1|false",
        "2001:db8::1|http://[2001:db8:0::1]:8081|true",
        "[2001:db8::1]|http://[2001:db8::1]|true",
        "[2001:db8::1]:8081|http://[2001:db8::1]:8081|true",
        "[2001:db8::1]:8081|http://[2001:db8::1]|false",
        "2001:db8::/32|http://[2001:db8:1::1]|true",
        "2001:db8::/32|http://[2001:db9::1]|false",
      })
  void proxy_exceptions_areThoseOfCurl(String exceptions, String url, boolean direct) {
    Map<String, String> environment =
        Map.of("ALL_PROXY", "http://p.example:3128", "no_proxy", exceptions);
    assertThat(proxy(environment, url).equals("none")).isEqualTo(direct);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "socks5://ana:s3cret@p.example:1080|asked by socks5://",
        "https://ana:s3cret@p.example|asked by https://",
        "http://ana:s3cret@p_example:3128|something else",
        "http://ana:s3cret@|something else",
        "http://ana:s3cret%zz@p.example|something else",
        "http://ana:s3cret@p.example?x|something else",
      })
  void proxy_thatCannotBeUsed_saysWhyAndNoPassword(String value, String expected) {
    ProxyRules rules = ProxyRules.of(Map.of("HTTPS_PROXY", value));
    assertThatThrownBy(() -> rules.proxy(URI.create("https://o.example")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith(
            "HTTPS_PROXY: expected a proxy such as http://proxy.example.com:3128")
        .hasMessageContaining(expected)
        .hasMessageContaining("NO_PROXY")
        .hasMessageNotContaining("s3cret");
    // Only where it would be used.
    assertThat(rules.proxy(URI.create("http://o.example"))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "ana:s3cret, ana:s3cret",
    "ana:p%40ss%20%2B+, ana:p@ss ++",
    "ana, ana:",
  })
  void proxy_withAUser_hasItsAuthorization(String user, String plain) {
    ProxyRules.Proxy proxy =
        ProxyRules.of(Map.of("HTTP_PROXY", "http://" + user + "@p.example:3128"))
            .proxy(URI.create("http://o.example"));
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    assertThat(proxy.authorization()).isEqualTo(basic);
    assertThat(proxy).hasToString("http://p.example:3128 (HTTP_PROXY)");
  }

  @Test
  void inWords_namesWhatHoldsWithoutPasswords() {
    assertThat(ProxyRules.NONE.inWords()).isEqualTo("https: none; http: none");
    assertThat(
            ProxyRules.of(
                    Map.of(
                        "https_proxy", "http://ana:s3cret@p.example:3128",
                        "NO_PROXY", "a.test,10.0.0.0/8"))
                .inWords())
        .isEqualTo(
            "https: http://p.example:3128 (HTTPS_PROXY); http: none; never for NO_PROXY:"
                + " a.test,10.0.0.0/8");
  }
}
