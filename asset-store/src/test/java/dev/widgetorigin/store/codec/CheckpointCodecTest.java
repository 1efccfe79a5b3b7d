package dev.widgetorigin.store.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointCodecTest {
  private static final String DIGEST = "0".repeat(64);

  private static CheckpointCodec.Checkpoint decode(String json) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(json.getBytes(UTF_8));
    }
    return CheckpointCodec.decode(bytes.toByteArray(), 42);
  }

  private static String withRelease(String release) {
    return "{\"format\":2,\"sequence\":42,\"epoch\":0,\"tokens\":[],\"widgets\":[{\"name\":\"chat\","
        + "\"sequence\":41,\"releases\":[\""
        + release
        + "\"]}]}";
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3 released 1795514400000 - DIGEST -, 1795514400000, , ''",
    "1.2.3 blocked 1795514400000 1795514500000 DIGEST - takes  the page's keyboard, 1795514500000, , takes  the page's keyboard",
    "1.2.3 staged 1795514400000 - DIGEST acme, 1795514400000, acme, ''",
    "1.2.3 staged 1795514400000 - DIGEST - , 1795514400000, , ''",
  })
  void release_isReadFromItsText(String text, long since, String channel, String reason)
      throws IOException {
    var widget = decode(withRelease(text.replace("DIGEST", DIGEST))).widgets().get(0);

    assertThat(widget.state().releases().values())
        .singleElement()
        .satisfies(
            release -> {
              assertThat(release.version()).hasToString("1.2.3");
              assertThat(release.publishedAt()).isEqualTo(Instant.ofEpochMilli(1795514400000L));
              assertThat(release.since()).isEqualTo(Instant.ofEpochMilli(since));
              assertThat(release.channel()).isEqualTo(channel);
              assertThat(release.reason()).isEqualTo(reason);
            });
    assertThat(widget.manifests().values()).singleElement().hasToString(DIGEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3 released 1795514400000 - DIGEST",
        "1.2 released 1795514400000 - DIGEST -",
        "1.2.3 released yesterday - DIGEST -",
        "1.2.3 released 1795514400000 later DIGEST -",
        "1.2.3 released 1795514400000 - 00 -",
      })
  void release_thatIsNone_isCorrupt(String text) {
    assertThatThrownBy(() -> decode(withRelease(text.replace("DIGEST", DIGEST))))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT))
        .hasMessageStartingWith("checkpoint 42 is damaged: ");
  }

  @Test
  void format_older_isToldFromDamage() {
    assertThatThrownBy(() -> decode("{\"format\":1,\"sequence\":42}"))
        .isInstanceOf(OlderFormatException.class)
        .hasMessage("checkpoint 42 has format 1, this version reads format 2");
  }

  @Test
  void format_newer_isRefused() {
    assertThatThrownBy(() -> decode("{\"format\":3,\"sequence\":42}"))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.INCOMPATIBLE))
        .hasMessage("checkpoint 42 has format 3, this version reads format 2");
  }

  @Test
  void compressedOctets_cutShort_areCorrupt() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(withRelease("1.2.3 released 1 - " + DIGEST + " -").getBytes(UTF_8));
    }
    byte[] cut = Arrays.copyOf(bytes.toByteArray(), bytes.size() - 20);

    assertThatThrownBy(() -> CheckpointCodec.decode(cut, 42))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
  }
}
