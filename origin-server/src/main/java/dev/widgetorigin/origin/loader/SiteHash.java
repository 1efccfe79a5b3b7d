package dev.widgetorigin.origin.loader;

import java.nio.charset.StandardCharsets;

/**
 * A site's name as loaders have it, and a short hash of that, as they compute it.
 *
 * <p>The hash is there to make loaders small and to keep customers' names out of them, not to be
 * hard to guess. With eight sites held back and a thousand others, the chance that any of those has
 * the hash of one of these is 0.08 %; it then has the stable version until the rollout is over.
 */
final class SiteHash {
  private static final int MODULUS = 10_000_000;

  /** What {@code encodeURIComponent} leaves as it is, besides letters and digits. */
  private static final String PLAIN = "-_.!~*'()";

  private static final String HEX = "0123456789ABCDEF";

  private SiteHash() {}

  /** What JavaScript's {@code encodeURIComponent} answers. */
  static String encode(String site) {
    StringBuilder out = new StringBuilder(site.length());
    for (byte b : site.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isPlain(c)) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return out.toString();
  }

  /**
   * Of each character {@code c} of {@link #encode} in turn: {@code hash = (hash * 31 + c) % 1e7}.
   * At least 0, below ten million.
   */
  static int hash(String site) {
    String encoded = encode(site);
    int hash = 0;
    for (int i = 0; i < encoded.length(); i++) {
      hash = (hash * 31 + encoded.charAt(i)) % MODULUS;
    }
    return hash;
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PLAIN.indexOf(c) >= 0;
  }
}
