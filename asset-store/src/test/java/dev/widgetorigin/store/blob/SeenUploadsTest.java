package dev.widgetorigin.store.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenUploadsTest {
  private static final Digest ONE = Digest.sha256("one".getBytes(UTF_8));
  private static final Digest TWO = Digest.sha256("two".getBytes(UTF_8));

  @Test
  void of_digests_haveTheirUploads() {
    SeenUploads seen =
        SeenUploads.of(List.of(TWO + ".0-ffffffffffffffff", ONE + ".7-00000000000000a1"));

    assertThat(seen.of(ONE)).isEqualTo(new Upload(7, "00000000000000a1"));
    assertThat(seen.of(TWO)).isEqualTo(new Upload(0, "ffffffffffffffff"));
    assertThat(seen.of(Digest.sha256("three".getBytes(UTF_8)))).isNull();
  }

  @Test
  void of_severalUploads_isTheNewest() {
    SeenUploads seen =
        SeenUploads.of(
            List.of(
                ONE + ".2-0000000000000001",
                ONE + ".11-0000000000000002",
                ONE + ".9-0000000000000003"));

    assertThat(seen.of(ONE)).isEqualTo(new Upload(11, "0000000000000002"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".0-00000000000000A1", ".0-0000000000000zzz", ".x-0000000000000001", ".tmp"})
  void of_nameThatIsNoUpload_isLeftOut(String end) {
    assertThat(SeenUploads.of(List.of(ONE + end)).of(ONE)).isNull();
  }

  @Test
  void of_tooManyNames_isNothing() {
    assertThat(SeenUploads.of(Collections.nCopies(SeenUploads.MOST, "x"))).isNotNull();
    assertThat(SeenUploads.of(Collections.nCopies(SeenUploads.MOST + 1, "x"))).isNull();
  }
}
