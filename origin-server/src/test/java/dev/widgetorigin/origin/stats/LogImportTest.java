package dev.widgetorigin.origin.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LogImportTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "nginx | 192.0.2.1 - - [29/Nov/2026:13:00:00 +0100] \"GET /a HTTP/1.1\" 200 7 \"-\" \"x\"",
        "nginx | {\"time_iso8601\":\"2026-11-29T12:00:00+00:00\",\"request\":\"GET /a HTTP/2.0\","
            + "\"status\":200,\"body_bytes_sent\":7}",
        "nginx | {\"msec\":\"1795953600.123\",\"request_method\":\"GET\",\"request_uri\":\"/a\","
            + "\"status\":\"200\",\"bytes_sent\":\"7\"}",
        "varnish | 192.0.2.1 - - [29/Nov/2026:12:00:00 +0000] \"GET /a HTTP/1.1\" 200 7",
        "fastly | <134>2026-11-29T12:00:00Z cache-fra1 log[1]: 192.0.2.1 \"-\" \"-\""
            + " [29/Nov/2026:12:00:00 +0000] \"GET /a\" 200 7",
        "fastly | {\"timestamp\":\"2026-11-29T12:00:00+0000\",\"request_method\":\"GET\","
            + "\"url\":\"/a\",\"response_status\":200,\"response_body_size\":7}",
        "cloudfront | {\"date\":\"2026-11-29\",\"time\":\"12:00:00\",\"cs-method\":\"GET\","
            + "\"cs-uri-stem\":\"/a\",\"sc-status\":\"200\",\"sc-bytes\":\"7\"}",
      })
  void parse_lineOfAnEdge_isARequest(String format, String line) {
    assertThat(whole(new LogFormat(format).parse(line)))
        .isEqualTo(new EdgeRequest(NOON, "GET", "/a", 200, 7));
  }

  private static EdgeRequest whole(EdgeRequest found) {
    return new EdgeRequest(
        Instant.ofEpochSecond(found.time().getEpochSecond()),
        found.method(),
        found.target(),
        found.status(),
        found.bytes());
  }

  @Test
  void parse_cloudFrontsColumns_areThoseThatItNames() {
    LogFormat format = new LogFormat("cloudfront");
    assertThat(format.parse("2026-11-29\t12:00:00\tGET\t/a\t200\t7")).isNull();
    assertThat(format.comment("#Version: 1.0")).isTrue();
    assertThat(format.comment("#Fields: date time sc-bytes cs-method cs-uri-stem sc-status"))
        .isTrue();
    assertThat(format.parse("2026-11-29\t12:00:00\t7\tGET\t/a\t200"))
        .isEqualTo(new EdgeRequest(NOON, "GET", "/a", 200, 7));
    assertThat(format.parse("2026-11-29\t12:00:00\t7\tGET")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "{",
        "{}",
        "[]",
        "{\"time\":[],\"status\":{}}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "[29/Foo/2026:12:00:00 +0000] \"GET /a HTTP/1.1\" 200 7",
        "[29/Nov/2026:12:00:00 +0000] \"GET /a b\" 200 7",
        "{\"time\":\"99999999999999999999\",\"method\":\"GET\",\"url\":\"/a\",\"status\":\"200\"}",
        "{\"time\":\"1795953600\",\"method\":\"GET\",\"url\":\"/a\",\"status\":\"2e2\"}"
      })
  void parse_hostileLine_isNone(String line) {
    for (String name : LogFormat.NAMES) {
      assertThat(new LogFormat(name).parse(line)).as(name).isNull();
    }
  }

  @Test
  void format_unknown_isRefused() {
    assertThatThrownBy(() -> new LogFormat("apache")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void next_lineWithoutEnd_isReadPast() throws IOException {
    String text = "a\r\n" + "x".repeat(100_000) + "\nb";
    LogLines lines = new LogLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    assertThat(lines.next()).isEqualTo("a");
    assertThat(lines.next()).isEmpty();
    assertThat(lines.tooLong()).isTrue();
    assertThat(lines.next()).isEqualTo("b");
    assertThat(lines.tooLong()).isFalse();
    assertThat(lines.next()).isNull();
  }
}
