package dev.widgetorigin.origin.http.h1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The strings that requests of one event loop had lately, so that a hot path costs no new string
 * and meets caches with an identical key. Direct-mapped; holds at most 1,024 strings of up to 256
 * octets. Never given values that may be secret. Confined to its loop.
 */
final class StringCache {
  private static final int SLOTS = 1024;
  private static final int LONGEST = 256;

  private final byte[][] octets = new byte[SLOTS][];
  private final String[] strings = new String[SLOTS];

  /** The Latin-1 string of these octets. */
  String get(byte[] from, int start, int end) {
    int length = end - start;
    if (length > LONGEST) {
      return new String(from, start, length, StandardCharsets.ISO_8859_1);
    }
    int hash = length;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + from[i];
    }
    int slot = (hash ^ (hash >>> 10) ^ (hash >>> 20)) & (SLOTS - 1);
    byte[] known = octets[slot];
    if (known != null && Arrays.equals(known, 0, known.length, from, start, end)) {
      return strings[slot];
    }
    String text = new String(from, start, length, StandardCharsets.ISO_8859_1);
    octets[slot] = Arrays.copyOfRange(from, start, end);
    strings[slot] = text;
    return text;
  }
}
