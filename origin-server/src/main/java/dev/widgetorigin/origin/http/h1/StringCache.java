package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.message.OctetScan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The strings that requests of one event loop had lately, so that a hot path costs no new string
 * and meets caches with an identical key. Direct-mapped; holds at most 1,024 strings of up to 256
 * octets. Never given values that may be secret. Confined to its loop.
 */
final class StringCache {
  private static final int SLOT_BITS = 10;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int LONGEST = 256;

  private final byte[][] octets = new byte[SLOTS][];
  private final String[] strings = new String[SLOTS];

  /** The Latin-1 string of these octets. */
  String get(byte[] from, int start, int end) {
    int length = end - start;
    if (length > LONGEST) {
      return new String(from, start, length, StandardCharsets.ISO_8859_1);
    }
    int slot = slot(from, start, end);
    byte[] known = octets[slot];
    if (known != null && Arrays.equals(known, 0, known.length, from, start, end)) {
      return strings[slot];
    }
    String text = new String(from, start, length, StandardCharsets.ISO_8859_1);
    octets[slot] = Arrays.copyOfRange(from, start, end);
    strings[slot] = text;
    return text;
  }

  /** Eight octets at a time: each changes the highest bits, which are what counts. */
  private static int slot(byte[] from, int start, int end) {
    long hash = (long) end - start;
    int at = start;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      hash = mixed(hash ^ OctetScan.word(from, at));
    }
    for (; at < end; at++) {
      hash = 31 * hash + from[at];
    }
    return (int) (mixed(hash) >>> (Long.SIZE - SLOT_BITS));
  }

  private static long mixed(long hash) {
    long product = hash * 0x9E37_79B9_7F4A_7C15L;
    return product ^ (product >>> 32);
  }
}
