package dev.widgetorigin.origin.delivery.negotiate;

import static dev.widgetorigin.store.Encoding.BR;
import static dev.widgetorigin.store.Encoding.GZIP;
import static dev.widgetorigin.store.Encoding.ZSTD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.Encoding;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AcceptEncodingTest {
  /** As a script has them: smallest first. */
  private static final Encoding[] ALL = {BR, ZSTD, GZIP, null};

  private static final Encoding[] GZIP_ONLY = {GZIP, null};
  private static final Encoding[] NONE = {null};

  @DisplayName("RFC 9110 §12.5.3 Accept-Encoding")
  @ParameterizedTest(name = "{0} → of all {1}, of gzip {2}, of none {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "                              | identity | identity | identity",
        "''                            | identity | identity | identity",
        "' '                           | identity | identity | identity",
        "br                            | br       | identity | identity",
        "gzip                          | gzip     | gzip     | identity",
        "x-gzip                        | gzip     | gzip     | identity",
        "GZip                          | gzip     | gzip     | identity",
        "zstd                          | zstd     | identity | identity",
        "deflate                       | identity | identity | identity",
        "compress, x-compress          | identity | identity | identity",
        "gzip, deflate, br             | br       | gzip     | identity",
        "gzip, deflate, br, zstd       | br       | gzip     | identity",
        "*                             | br       | gzip     | identity",
        "*;q=0                         | 406      | 406      | 406",
        "*;q=0.0                       | 406      | 406      | 406",
        "identity                      | identity | identity | identity",
        "identity;q=0                  | 406      | 406      | 406",
        "identity;q=0.000              | 406      | 406      | 406",
        "identity;q=0, *               | br       | gzip     | 406",
        "identity;q=0, gzip            | gzip     | gzip     | 406",
        "identity;q=0, br              | br       | 406      | 406",
        "*;q=0, identity               | identity | identity | identity",
        "*;q=0, gzip                   | gzip     | gzip     | 406",
        "*;q=0, identity;q=0.1         | identity | identity | identity",
        "gzip;q=0                      | identity | identity | identity",
        "gzip;q=0, br;q=0, zstd;q=0    | identity | identity | identity",
        "gzip;q=0, *                   | br       | identity | identity",
        "br;q=0, *                     | zstd     | gzip     | identity",
        "gzip;q=1.0, br;q=0.5          | gzip     | gzip     | identity",
        "gzip;q=0.5, br;q=1.0          | br       | gzip     | identity",
        "br;q=0.9, gzip;q=0.9          | br       | gzip     | identity",
        "gzip;q=0.001                  | gzip     | gzip     | identity",
        "identity;q=1, gzip;q=0.5      | identity | identity | identity",
        "identity;q=0.5, gzip;q=1      | gzip     | gzip     | identity",
        "identity, gzip                | gzip     | gzip     | identity",
        "gzip;q=0.5, *;q=0.8           | br       | identity | identity",
        "gzip;q=0.8, *;q=0.1           | gzip     | gzip     | identity",
        "zstd;q=1, br;q=0.999          | zstd     | identity | identity",
        "gzip ; q=0.5 , br ; q=0.2     | gzip     | gzip     | identity",
        "gzip;Q=0.5, br;Q=0.7          | br       | gzip     | identity",
        "gzip;level=9;q=0              | identity | identity | identity",
        "gzip;level=9                  | gzip     | gzip     | identity",
        "', ,gzip,, '                  | gzip     | gzip     | identity",
        "gzip;q=abc                    | identity | identity | identity",
        "gzip;q=abc, br                | br       | identity | identity",
        "gzip;q=1.5                    | identity | identity | identity",
        "gzip;q=-1                     | identity | identity | identity",
        "gzip;q=                       | identity | identity | identity",
        "gzip;q=0.3333                 | gzip     | gzip     | identity",
        "gzip;q=1., br;q=0.            | gzip     | gzip     | identity",
        "identity;q=junk               | identity | identity | identity",
        "gzip;q=0, gzip                | gzip     | gzip     | identity",
        ";;;===                        | identity | identity | identity",
      })
  void choose_table(String field, String ofAll, String ofGzip, String ofNone) {
    AcceptEncoding accepted = AcceptEncoding.of(field);

    assertThat(chosen(accepted, ALL)).isEqualTo(ofAll);
    assertThat(chosen(accepted, GZIP_ONLY)).isEqualTo(ofGzip);
    assertThat(chosen(accepted, NONE)).isEqualTo(ofNone);
  }

  private static String chosen(AcceptEncoding accepted, Encoding[] smallestFirst) {
    int index = VariantChoice.choose(accepted, smallestFirst);
    if (index == VariantChoice.NONE) {
      return "406";
    }
    return smallestFirst[index] == null ? "identity" : smallestFirst[index].token();
  }

  @Property
  void of_anyText_neverThrows(@ForAll String field) {
    AcceptEncoding accepted = AcceptEncoding.of(field);

    for (Encoding encoding : ALL) {
      assertThat(accepted.weight(encoding)).isBetween(0, 2000);
    }
  }

  @Property
  void of_sameText_choosesTheSame(@ForAll String field) {
    assertThat(chosen(AcceptEncoding.of(field), ALL))
        .isEqualTo(chosen(AcceptEncoding.of(field), ALL));
  }
}
