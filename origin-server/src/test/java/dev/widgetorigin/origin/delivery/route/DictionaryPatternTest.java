package dev.widgetorigin.origin.delivery.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DictionaryPatternTest {
  @DisplayName("RFC 9842 §2.1.1: all versions, in the spelling that was asked for")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/chat/v1.2.3/chat.js | /chat/*/chat.js",
        "/chat/1.2.3/dist/chat.js | /chat/*/dist/chat.js",
        "/chat@1.2.3/chat.js | /chat@*/chat.js",
        "/npm/chat@1.2.3/chat.js | /npm/chat@*/chat.js",
        "/@acme/chat/v1.2.3/chat.js | /@acme/chat/*/chat.js",
        "/npm/@acme/chat@1.2.3/chat.js | /npm/@acme/chat@*/chat.js",
        "/gh/acme/chat@1.2.3/chat.js | /gh/acme/chat@*/chat.js",
        "/chat/latest/chat.js | /chat/*/chat.js",
        "/chat/%5E1.0.0/chat.js | /chat/*/chat.js",
        "/chat/1.2.3-a%2Bb/chat.js | /chat/*/chat.js",
        "/chat/v1.2.3/1.2.3/chat.js | /chat/*/1.2.3/chat.js",
        // What has a meaning in a URL pattern is escaped, and once more in a structured field.
        "/chat/v1.2.3/a+b.js | /chat/*/a\\\\+b.js",
        "/chat/v1.2.3/a(b)*.js | /chat/*/a\\\\(b\\\\)\\\\*.js",
        "/chat/v1.2.3/a:b.js | /chat/*/a\\\\:b.js",
        "/chat/v1.2.3/a%20b.js | /chat/*/a%20b.js",
      })
  void of_spelling_versionIsAStar(String raw, String pattern) {
    AssetPath path = (AssetPath) AssetPath.parse(raw);
    assertThat(DictionaryPattern.of("", raw, path, true)).isEqualTo('"' + pattern + '"');
  }

  @ParameterizedTest
  @CsvSource({"/static/chat.js, false, /static/chat.js", "/static/chat.js, true,"})
  void of_mappedPath_isItselfOrNothing(String raw, boolean exact, String pattern) {
    AssetPath target = ((AssetPath) AssetPath.parse("/chat@1.2.3/chat.js")).mapped();
    assertThat(DictionaryPattern.of("", raw, target, exact))
        .isEqualTo(pattern == null ? null : '"' + pattern + '"');
  }

  @ParameterizedTest
  @CsvSource({"/v1.2.3/chat.js, 1.2.3", "/static/chat.js, latest"})
  void of_mappedPrefix_hasNoVersionThatIsKnown(String raw, String selector) {
    AssetPath target = (AssetPath) AssetPath.parse("/chat@" + selector + "/chat.js");
    assertThat(DictionaryPattern.of("", raw, target, true)).isNull();
  }
}
