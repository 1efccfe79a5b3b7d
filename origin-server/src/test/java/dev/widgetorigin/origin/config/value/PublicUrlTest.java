package dev.widgetorigin.origin.config.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://cdn.example.com, https://cdn.example.com",
    "https://cdn.example.com/, https://cdn.example.com",
    "HTTPS://CDN.Example.com:443/Widgets/, https://cdn.example.com/Widgets",
    "https://cdn.example.com:8443/a/b, https://cdn.example.com:8443/a/b",
    "http://localhost:80, http://localhost",
    "http://[::1]:8080, http://[::1]:8080",
  })
  void parse_url_isKeptInOneSpelling(String text, String kept) {
    assertThat(PublicUrl.parse(text)).hasValueSatisfying(url -> assertThat(url).hasToString(kept));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cdn.example.com",
        "/widgets",
        "//cdn.example.com",
        "mailto:a@example.com",
        "https:///widgets",
        "https://a b",
        "https://ex\"ample.com",
        "https://ümlaut.example",
        "https://cdn.example.com/ü",
        "https://user:secret@cdn.example.com",
        "https://cdn.example.com?x",
        "https://cdn.example.com#x",
        "https://cdn.example.com/../x",
        "https://cdn.example.com//x",
        "https://cdn.example.com:99999"
      })
  void parse_anythingElse_isNone(String text) {
    assertThat(PublicUrl.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://cdn.example.com, true",
    "http://cdn.example.com, false",
    "http://localhost:8080, true",
    "http://127.0.0.1, true",
    "http://[::1]:8080, true",
    "http://localhost.example.com, false",
  })
  void trustworthy_isTlsOrThisMachine(String text, boolean expected) {
    assertThat(PublicUrl.parse(text).orElseThrow().trustworthy()).isEqualTo(expected);
  }
}
