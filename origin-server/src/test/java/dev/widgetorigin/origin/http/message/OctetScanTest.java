package dev.widgetorigin.origin.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is found eight octets at a time is what is found one by one. */
class OctetScanTest {
  /** Every octet, at every place in a word and behind the last whole word. */
  @Example
  void everyOctet_atEveryPlace_endsWhatItMayNotStandIn() {
    byte[] octets = new byte[21];
    for (int at = 0; at < octets.length; at++) {
      for (int octet = 0; octet < 256; octet++) {
        Arrays.fill(octets, (byte) 'a');
        octets[at] = (byte) octet;
        check(octets, 0, octets.length);
        // What stands behind does not matter, and cannot be taken for what is looked for.
        Arrays.fill(octets, at + 1, octets.length, (byte) (octet ^ 1));
        check(octets, 0, octets.length);
      }
    }
  }

  @Property(tries = 2000)
  void anyOctets_inAnyPart_areFoundAsOneByOne(
      @ForAll("octets") byte[] octets, @ForAll("index") int one, @ForAll("index") int other) {
    int from = Math.min(Math.min(one, other), octets.length);
    check(octets, from, Math.min(Math.max(one, other), octets.length));
  }

  @Provide
  Arbitrary<byte[]> octets() {
    return Arbitraries.of(
            "\r\n\t #?/ab\u0000\u001f\u007f\u0080\u00ff\u000b\u0009!\"".chars().boxed().toList())
        .map(Integer::byteValue)
        .array(byte[].class)
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<Integer> index() {
    return Arbitraries.integers().between(0, 60);
  }

  private static void check(byte[] octets, int from, int to) {
    assertThat(OctetScan.lineFeed(octets, from, to))
        .isEqualTo(oneByOne(octets, from, to, octet -> octet != '\n'));
    assertThat(OctetScan.targetEnd(octets, from, to))
        .isEqualTo(oneByOne(octets, from, to, Syntax::target));
    assertThat(OctetScan.fieldValueEnd(octets, from, to))
        .isEqualTo(oneByOne(octets, from, to, Syntax::fieldValue));
  }

  private static int oneByOne(byte[] octets, int from, int to, Predicate<Byte> goesOn) {
    int at = from;
    while (at < to && goesOn.test(octets[at])) {
      at++;
    }
    return at;
  }
}
