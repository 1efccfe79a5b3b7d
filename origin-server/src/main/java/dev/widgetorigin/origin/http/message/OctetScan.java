package dev.widgetorigin.origin.http.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds where a part of a message ends, eight octets at a time: the heads that browsers send are
 * half a kilobyte, and reading them is most of what a hot answer costs beside the kernel.
 *
 * <p>In a word of eight octets, {@code (word - n * ONES) & ~word & HIGH} has the high bit of the
 * first octet below {@code n} set, where {@code n} is at most 128, and no bit below that. (Bits
 * above it may be set wrongly, by the borrow; nobody looks at them.) Words are little-endian, so
 * the first octet is the lowest.
 */
public final class OctetScan {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH = 0x8080_8080_8080_8080L;

  private OctetScan() {}

  /** The eight octets from an index on, the first the lowest. */
  public static long word(byte[] octets, int at) {
    return (long) WORDS.get(octets, at);
  }

  /** The index of the first line feed from {@code from} on; {@code to} where there is none. */
  public static int lineFeed(byte[] octets, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long found = equal(word(octets, at), '\n');
      if (found != 0) {
        return first(at, found);
      }
    }
    while (at < to && octets[at] != '\n') {
      at++;
    }
    return at;
  }

  /** The index of the first octet that is no {@link Syntax#target}; {@code to} where all are. */
  public static int targetEnd(byte[] octets, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long word = word(octets, at);
      long found = below(word, '!') | equal(word, '#') | equal(word, 0x7f) | (word & HIGH);
      if (found != 0) {
        return first(at, found);
      }
    }
    while (at < to && Syntax.target(octets[at])) {
      at++;
    }
    return at;
  }

  /**
   * The index of the first octet that is no {@link Syntax#fieldValue}; {@code to} where all are.
   */
  public static int fieldValueEnd(byte[] octets, int from, int to) {
    int at = from;
    while (at <= to - Long.BYTES) {
      long word = word(octets, at);
      long found = below(word, ' ') | equal(word, 0x7f);
      if (found == 0) {
        at += Long.BYTES;
      } else {
        at = first(at, found);
        if (octets[at] != '\t') {
          return at;
        }
        at++;
      }
    }
    while (at < to && Syntax.fieldValue(octets[at])) {
      at++;
    }
    return at;
  }

  private static long below(long word, int octet) {
    return (word - octet * ONES) & ~word & HIGH;
  }

  private static long equal(long word, int octet) {
    return below(word ^ octet * ONES, 1);
  }

  private static int first(int at, long found) {
    return at + (Long.numberOfTrailingZeros(found) >>> 3);
  }
}
