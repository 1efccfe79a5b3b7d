package dev.widgetorigin.origin.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.widgetorigin.origin.web.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class JsonBodyTest {
  private static JsonNode read(byte[] bytes) throws IOException {
    return JsonBody.read(new ByteArrayInputStream(bytes), "a JSON object");
  }

  private static JsonNode read(String json) throws IOException {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String refusal(byte[] bytes) {
    ProblemException refused = catchThrowableOfType(ProblemException.class, () -> read(bytes));
    assertThat(refused.problem().status()).isEqualTo(400);
    assertThat(refused.problem().title()).isEqualTo("Malformed JSON");
    return refused.problem().detail();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"reason\":\"für 漢字 😀\"}",
        "\ufeff{\"reason\":\"für 漢字 😀\"}",
        "{\"reason\":\"f\\u00fcr \\u6f22\\u5b57 \\ud83d\\ude00\"}",
      })
  void read_utf8_isRead(String json) throws IOException {
    assertThat(read(json).path("reason").asString()).isEqualTo("für 漢字 😀");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
  void read_anotherUnicodeEncoding_isRefused(String charset) {
    byte[] bytes = "{\"reason\":\"x\"}".getBytes(Charset.forName(charset));
    assertThat(refusal(bytes)).matches("Expected JSON in UTF-8; it is not at byte [12]\\.");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "latin1, fc, 3",
    "cut off, c3, 3",
    "overlong, c0af, 3",
    "surrogate, eda080, 3",
    "beyond Unicode, f4908080, 3",
    "after two of two bytes, c3bcc3bcff, 7",
  })
  void read_bytesThatAreNotUtf8_areRefused(String what, String hex, int at) {
    byte[] bytes = HexFormat.of().parseHex("5b22" + hex + "225d");
    assertThat(refusal(bytes)).isEqualTo("Expected JSON in UTF-8; it is not at byte " + at + ".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"\\ud800\"]",
        "[\"\\udc00\"]",
        "[\"\\udc00\\ud800\"]",
        "[\"\\ud800\\ud800\\udc00\"]",
        "[\"\\uD83Dx\"]",
      })
  void read_halfASurrogatePair_isRefused(String json) {
    assertThat(refusal(json.getBytes(StandardCharsets.UTF_8)))
        .matches(
            "Expected texts of whole characters, found half a surrogate pair;"
                + " it is wrong at line 1, column [23]\\.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\udc00", "a\\ud800b", "\\udc00\\ud800", "\\ud83d"})
  void read_halfASurrogatePairInAName_isRefused(String name) {
    byte[] json = ("{\"" + name + "\":1}").getBytes(StandardCharsets.UTF_8);
    assertThat(refusal(json)).contains("it is wrong at line 1, column ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{} {}", "{}]", "{\"a\":1,\"a\":2}", "{'a':1}", "nul", "[1,]"})
  void read_whatIsNotOneJsonValue_isRefused(String json) {
    assertThat(refusal(json.getBytes(StandardCharsets.UTF_8)))
        .startsWith("Expected a JSON object; it is wrong at line 1, column ");
  }

  @Test
  void read_nothing_isMissing() throws IOException {
    assertThat(read("").isMissingNode()).isTrue();
    assertThat(read(" \n").isMissingNode()).isTrue();
  }
}
