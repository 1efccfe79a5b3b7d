package dev.widgetorigin.origin.delivery.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ByteRangesTest {
  @DisplayName("RFC 9110 §14.1.2 byte ranges of 100 bytes")
  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0                    | 0-0",
        "bytes=0-9                    | 0-9",
        "bytes=10-                    | 10-99",
        "bytes=0-                     | 0-99",
        "bytes=99-                    | 99-99",
        "bytes=50-200                 | 50-99",
        "bytes=0-99999999999999999999 | 0-99",
        "bytes=-1                     | 99-99",
        "bytes=-100                   | 0-99",
        "bytes=-1000                  | 0-99",
        "bytes=-99                    | 1-99",
        "bytes=-9223372036854775807   | 0-99",
        "bytes=-9223372036854775808   | 0-99",
        "bytes=0-9223372036854775799  | 0-99",
        "bytes=9-9                    | 9-9",
        "bytes=98-99                  | 98-99",
        "bytes=98-100                 | 98-99",
        "bytes=100-100,5-5            | 5-5",
        "bytes=0-49,50-99             | 0-49 50-99",
        "bytes=0-49,49-99             | whole",
        "bytes=0-9:                   | whole",
        "bytes=0-/                    | whole",
        "bytes=:-9                    | whole",
        " bytes =0-9                  | 0-9",
        "Bytes=0-9                    | 0-9",
        "bytes=0-0,-1                 | 0-0 99-99",
        "bytes=0-9,20-29              | 0-9 20-29",
        "bytes=20-29,0-9              | 20-29 0-9",
        "bytes=0-9 , 20-29            | 0-9 20-29",
        "bytes=,0-9,,20-29,           | 0-9 20-29",
        "bytes=0-9,5-14               | 0-9 5-14",
        "bytes=0-9,100-               | 0-9",
        "bytes=0-9,-0                 | 0-9",
        "bytes=100-                   | unsatisfiable",
        "bytes=100-200                | unsatisfiable",
        "bytes=99999999999999999999-  | unsatisfiable",
        "bytes=-0                     | unsatisfiable",
        "bytes=100-,200-300,-0        | unsatisfiable",
        "bytes=0-,0-                  | whole",
        "bytes=0-99,0-0               | whole",
        "bytes=9-0                    | whole",
        "bytes=0-9,9-0                | whole",
        "bytes=                       | whole",
        "bytes=,                      | whole",
        "bytes=-                      | whole",
        "bytes=--1                    | whole",
        "bytes=a-b                    | whole",
        "bytes=0-9x                   | whole",
        "bytes=0-9;20-29              | whole",
        "bytes=0x0-0x9                | whole",
        "bytes=+0-9                   | whole",
        "bytes=1 0-20                 | whole",
        "bytes 0-9                    | whole",
        "bytes                        | whole",
        "items=0-9                    | whole",
        "seconds=0-9                  | whole",
        "=0-9                         | whole",
      })
  void parse_table(String field, String expected) {
    assertThat(text(ByteRanges.parse(field, 100))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} of an empty file → {1}")
  @CsvSource({
    "bytes=0-, whole",
    "bytes=00-, whole",
    "bytes=-5, whole",
    "'bytes=5-9,0-', whole",
    "'bytes=-0,-1', whole",
    "bytes=0-0, whole",
    "bytes=0-1048575, whole",
    "'bytes=0-0,1-1', whole",
    "bytes=1-, unsatisfiable",
    "bytes=1-1, unsatisfiable",
    "bytes=1048576-2097151, unsatisfiable",
    "bytes=-0, unsatisfiable",
    "'bytes=1-,-0', unsatisfiable",
  })
  void parse_emptyRepresentation(String field, String expected) {
    assertThat(text(ByteRanges.parse(field, 0))).isEqualTo(expected);
  }

  @Test
  void part_lengthAndContentRange_countBothEnds() {
    assertThat(new ByteRanges.Part(5, 5).length()).isEqualTo(1);
    assertThat(new ByteRanges.Part(0, 99).length()).isEqualTo(100);
    assertThat(new ByteRanges.Part(10, 29).contentRange(100)).isEqualTo("bytes 10-29/100");
  }

  @Test
  @DisplayName("RFC 9110 §17.15: many ranges are not worth answering")
  void parse_manyRanges_isWhole() {
    String many =
        IntStream.range(0, ByteRanges.MAX_RANGES + 1)
            .mapToObj(i -> i + "-" + i)
            .collect(Collectors.joining(",", "bytes=", ""));

    assertThat(ByteRanges.parse(many, 1000)).isEqualTo(ByteRanges.WHOLE);
    assertThat(ByteRanges.parse(many.substring(0, many.lastIndexOf(',')), 1000))
        .isInstanceOf(ByteRanges.Parts.class);
  }

  @Property
  void parse_anyText_neverThrowsAndStaysWithin(
      @ForAll String ranges, @ForAll @LongRange(min = 0, max = 1000) long length) {
    requireWithin(ByteRanges.parse("bytes=" + ranges, length), length);
    requireWithin(ByteRanges.parse(ranges, length), length);
  }

  @Property
  void parse_validSpec_isThatRange(
      @ForAll @IntRange(max = 500) int first, @ForAll @IntRange(max = 500) int more) {
    ByteRanges found = ByteRanges.parse("bytes=" + first + "-" + (first + more), 1001);

    assertThat(text(found)).isEqualTo(first + "-" + (first + more));
  }

  private static void requireWithin(ByteRanges ranges, long length) {
    if (ranges instanceof ByteRanges.Parts parts) {
      assertThat(parts.parts())
          .isNotEmpty()
          .allSatisfy(
              part -> {
                assertThat(part.first()).isBetween(0L, part.last());
                assertThat(part.last()).isLessThan(length);
              });
    }
  }

  private static String text(ByteRanges ranges) {
    if (ranges instanceof ByteRanges.Parts parts) {
      return parts.parts().stream()
          .map(part -> part.first() + "-" + part.last())
          .collect(Collectors.joining(" "));
    }
    return ranges instanceof ByteRanges.Whole ? "whole" : "unsatisfiable";
  }
}
