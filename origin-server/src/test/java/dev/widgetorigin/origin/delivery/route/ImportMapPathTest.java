package dev.widgetorigin.origin.delivery.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImportMapPathTest {
  @ParameterizedTest
  @CsvSource({
    "/-/importmap/chat/v1.json, chat, v1",
    "/-/importmap/chat/1.2.3.json, chat, 1.2.3",
    "/-/importmap/chat@1.json, chat, 1",
    "/-/importmap/@acme/chat/v1.2.json, @acme/chat, v1.2",
    "/-/importmap/npm/chat.json, chat, latest",
  })
  void parse_good(String raw, String widget, String selector) {
    AssetPath path = (AssetPath) ImportMapPath.parse(raw);
    assertThat(path.widget()).isEqualTo(widget);
    assertThat(path.selector()).isEqualTo(selector);
    assertThat(path.file()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/-/importmap/chat.json, 404, /-/importmap/{widget}",
    "/-/importmap/chat/v1, 404, /-/importmap/{widget}",
    "/-/importmap/chat/v1/.json, 404, /-/importmap/{widget}",
    "/-/importmap/chat/v1/x.json, 404, /-/importmap/{widget}",
    "/importmap/chat/v1.json, 404, /-/importmap/{widget}",
    "/-/importmap/.json, 404, Expected /{widget}/{version}/{file}",
    "/-/importmap/%zz.json, 400, percent-encoded",
  })
  void parse_bad(String raw, int status, String words) {
    BadPath bad = (BadPath) ImportMapPath.parse(raw);
    assertThat(bad.problem().status()).isEqualTo(status);
    assertThat(bad.problem().detail()).contains(words);
  }
}
