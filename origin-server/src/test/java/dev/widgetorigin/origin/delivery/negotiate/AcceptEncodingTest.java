package dev.widgetorigin.origin.delivery.negotiate;

import static dev.widgetorigin.store.manifest.Encoding.BR;
import static dev.widgetorigin.store.manifest.Encoding.GZIP;
import static dev.widgetorigin.store.manifest.Encoding.ZSTD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.manifest.Encoding;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AcceptEncodingTest {
  /** As a script has them: smallest first. */
  private static final Encoding[] ALL = {BR, ZSTD, GZIP, null};

  private static final Encoding[] GZIP_ONLY = {GZIP, null};
  private static final Encoding[] NONE = {null};

  /** Each field is read by the test that names it. */
  @BeforeEach
  void forget() {
    AcceptEncoding.MEMO.clear();
  }

  @DisplayName("RFC 9842 §6: codings that need a dictionary")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                   | false",
        "gzip, br           | false",
        "dcb                | true",
        "dcz                | true",
        "dcb;q=0, dcz;q=0.1 | true",
        "dcb;q=0.1, dcz;q=0 | true",
        "dcb;q=0, dcz;q=0   | false",
        "*                  | true",
        "*;q=0              | false",
      })
  void takesDeltas_whereOneOfThemIsAcceptable(String field, boolean expected) {
    assertThat(AcceptEncoding.of(field).takesDeltas()).isEqualTo(expected);
  }

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

  @DisplayName("RFC 9110 §12.4.2 quality values, in half-thousandths")
  @ParameterizedTest(name = "{0} → identity {1}, br {2}, zstd {3}, gzip {4}")
  @CsvSource(
      delimiter = '|',
      value = {
        "                            |    1 |    0 |    0 |    0",
        "gzip                        |    1 |    0 |    0 | 2000",
        "gzip;q=1.000                |    1 |    0 |    0 | 2000",
        "gzip;q=1.001                |    1 |    0 |    0 |    0",
        "gzip;q=0.001                |    1 |    0 |    0 |    2",
        "gzip;q=0.987                |    1 |    0 |    0 | 1974",
        // A fourth digit is read and cut off.
        "gzip;q=0.1239, br           |    1 | 2000 |    0 |  246",
        "br;q=0.2, *;q=0.4           |  800 |  400 |  800 |  800",
        "*;q=0.4, identity;q=0.3     |  600 |  800 |  800 |  800",
        // The best of several, the asterisk and identity too.
        "*;q=0.1, *;q=0.2            |  400 |  400 |  400 |  400",
        "br;q=0.3, br;q=0.2          |    1 |  600 |    0 |    0",
        "identity;q=0.3, identity;q=0.2 | 600 | 0 |    0 |    0",
        "zstd;q=0.3, zstd;q=0.2      |    1 |    0 |  600 |    0",
        // What is no weight.
        "gzip;q=2, br;q=0.1          |    1 |  200 |    0 |    0",
        "gzip;q=0,5, br;q=0.1        |    1 |  200 |    0 |    0",
        "gzip;q=0.5x, br;q=0.1       |    1 |  200 |    0 |    0",
        "gzip;q=0./, br;q=0.1        |    1 |  200 |    0 |    0",
        "gzip;q=0.:, br;q=0.1        |    1 |  200 |    0 |    0",
        "gzip;q=/, br;q=0.1          |    1 |  200 |    0 |    0",
        // Such a member is passed over, and what it would have named takes the asterisk's weight.
        "gzip;q=2, *;q=0.1           |  200 |  200 |  200 |  200",
        "gzip;q=0.5x, *;q=0.1        |  200 |  200 |  200 |  200",
        "gzip;q=1.001, *;q=0.1       |  200 |  200 |  200 |  200",
        "gzip;q=, *;q=0.1            |  200 |  200 |  200 |  200",
        "gzip;q=00, *;q=0.1          |  200 |  200 |  200 |  200",
        // A parameter whose name only begins with q, or that has no value, is none.
        "gzip;qs=0.5, br;q=0.1       |    1 |  200 |    0 | 2000",
        "gzip;q, br;q=0.1            |    1 |  200 |    0 | 2000",
        "gzip;x=0.5, br;q=0.1        |    1 |  200 |    0 | 2000",
        "gzip;q =0.5, br; Q= 0.1     |    1 |  200 |    0 | 1000",
      })
  void weight_table(String field, int identity, int br, int zstd, int gzip) {
    AcceptEncoding accepted = AcceptEncoding.of(field);
    assertThat(accepted.weight(null)).isEqualTo(identity);
    assertThat(accepted.weight(BR)).isEqualTo(br);
    assertThat(accepted.weight(ZSTD)).isEqualTo(zstd);
    assertThat(accepted.weight(GZIP)).isEqualTo(gzip);
  }

  @Test
  void of_manyOrLongTexts_areNotAllRemembered() {
    AcceptEncoding.MEMO.clear();
    String longest =
        "br,".repeat(AcceptEncoding.MEMO_LENGTH).substring(0, AcceptEncoding.MEMO_LENGTH);
    AcceptEncoding kept = AcceptEncoding.of(longest);
    AcceptEncoding.of(longest + ",");
    assertThat(AcceptEncoding.MEMO).containsOnlyKeys(longest);
    for (int i = 1; i < AcceptEncoding.MEMO_ENTRIES + 10; i++) {
      AcceptEncoding.of("gzip, x" + i);
    }
    assertThat(AcceptEncoding.MEMO).hasSize(AcceptEncoding.MEMO_ENTRIES);
    assertThat(AcceptEncoding.of(longest)).isSameAs(kept);
    AcceptEncoding.MEMO.clear();
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
