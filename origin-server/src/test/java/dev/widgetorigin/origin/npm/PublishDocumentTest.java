package dev.widgetorigin.origin.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.widgetorigin.origin.web.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishDocumentTest {
  @TempDir Path folder;

  private PublishDocument read(String json) throws IOException {
    return PublishDocument.read(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), folder);
  }

  @Test
  void read_document_keepsWhatIsActedOn() throws IOException {
    PublishDocument document =
        read(
            """
            {"_id":"chat","name":"chat","readme":"# x","_rev":"7-w","dist-tags":{"beta":"1.0.0"},
             "versions":{"1.0.0":{"name":"chat","deprecated":"old","scripts":{"a":"b"},
               "dist":{"integrity":"sha512-x","shasum":"y","tarball":"http://z","sig":[{}]}},
              "1.0.1":{}},
             "_attachments":{"chat-1.0.0.tgz":{"content_type":"x","data":"aGVsbG8=","length":5}}}
            """);
    assertThat(document.json().toString())
        .isEqualTo(
            "{\"name\":\"chat\",\"_rev\":\"7-w\",\"dist-tags\":{\"beta\":\"1.0.0\"},\"versions\":"
                + "{\"1.0.0\":{\"deprecated\":\"old\",\"dist\":{\"integrity\":\"sha512-x\","
                + "\"shasum\":\"y\"}},\"1.0.1\":{}}}");
    assertThat(document.tarball()).hasContent("hello");
  }

  /** As npm sends it with {@code --provenance}: the statement is JSON, not base64. */
  @Test
  void read_provenance_isSkippedAndSaid() throws IOException {
    PublishDocument document =
        read(
            """
            {"name":"chat","_attachments":{
              "@acme/chat-1.0.0.sigstore":{"content_type":"application/vnd.dev.sigstore.bundle+json",
                "data":"{\\"dsseEnvelope\\":{}}","length":19},
              "@acme/chat-1.0.0.tgz":{"content_type":"x","data":"aGVsbG8=","length":5}}}
            """);
    assertThat(document.tarball()).hasContent("hello");
    assertThat(document.provenance()).isTrue();
  }

  @Test
  void read_twoTarballs_is400AndLeavesNoFile() {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                read(
                    "{\"_attachments\":{\"a.tgz\":{\"data\":\"aGVsbG8=\"},"
                        + "\"b.tgz\":{\"data\":\"aGVsbG8=\"}}}"));
    assertThat(refusal.problem().status()).isEqualTo(400);
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"versions\":[%s]}",
        "{\"other\":[%s]}",
        "{\"versions\":{\"1.0.0\":{\"x\":[%s],\"deprecated\":[%s],\"dist\":{\"y\":[%s]}}}}",
        "{\"name\":[%s],\"dist-tags\":[%s]}"
      })
  void read_manySmallValues_keepsNone(String shape) throws IOException {
    String json = shape.replace("%s", "{},".repeat(100_000) + "{}");
    assertThat(read(json).json().toString()).hasSizeLessThan(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"a\",\"name\":\"b\"}",
        "{\"x\":1,\"x\":2}",
        "{\"dist-tags\":{\"a\":\"1.0.0\",\"a\":\"1.0.1\"}}",
        "{\"versions\":{\"1.0.0\":{},\"1.0.0\":{}}}",
        "{\"versions\":{\"1.0.0\":{\"dist\":{\"shasum\":\"a\",\"shasum\":\"b\"}}}}",
        "{\"_attachments\":{\"a\":{\"length\":1,\"length\":2}}}",
        "{\"name\":\"a\"} {\"name\":\"b\"}",
        "{\"name\":\"a\"}]",
        "{\"name\":\"a\"} junk",
      })
  void read_nameTwiceOrMoreBehind_is400(String json) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> read(json));
    assertThat(refusal.problem().status()).isEqualTo(400);
  }

  @Test
  void read_versionsBeyondCounting_is413AndLeavesNoFile() throws IOException {
    StringBuilder json =
        new StringBuilder(
            "{\"_attachments\":{\"a\":{\"data\":\"aGVsbG8=\"}},\"versions\":{\"v\":{}");
    for (int i = 0; i <= PublishDocument.MOST_MEMBERS; i++) {
      json.append(",\"").append(i).append("\":{}");
    }
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> read(json.append("}}").toString()));
    assertThat(refusal.problem().status()).isEqualTo(413);
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"\\ud800\"}",
        "{\"versions\":{\"1.0.0\":{\"deprecated\":\"x\\udc00\"}}}",
        "{\"dist-tags\":{\"latest\":\"\\ud800\"}}",
      })
  void read_halfASurrogatePair_is400(String json) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> read(json));
    assertThat(refusal.problem().status()).isEqualTo(400);
    assertThat(refusal.problem().detail()).contains("half a surrogate pair");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32BE", "ISO-8859-1"})
  void read_anotherEncoding_is400(String charset) {
    byte[] json = "{\"name\":\"für\"}".getBytes(Charset.forName(charset));
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> PublishDocument.read(new ByteArrayInputStream(json), folder));
    assertThat(refusal.problem().status()).isEqualTo(400);
    assertThat(refusal.problem().detail()).contains("UTF-8");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "latin1, fc",
    "cut off, c3",
    "overlong, c0af",
    "half a pair, eda080",
    "beyond Unicode, f4908080",
  })
  void read_bytesThatAreNotUtf8_is400(String what, String hex) {
    byte[] json = HexFormat.of().parseHex("7b226e616d65223a22" + hex + "227d");
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> PublishDocument.read(new ByteArrayInputStream(json), folder));
    assertThat(refusal.problem().status()).isEqualTo(400);
    assertThat(refusal.problem().detail()).contains("UTF-8");
  }
}
