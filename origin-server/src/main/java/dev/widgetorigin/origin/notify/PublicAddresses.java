package dev.widgetorigin.origin.notify;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which addresses a webhook may be sent to unless the configuration allows more: none of this
 * machine, of its link (where clouds answer with credentials) or of a private network. It is asked
 * of the address that a connection is made to, not of the name, which can have another one a moment
 * later.
 */
final class PublicAddresses {
  private static final int BYTES_V4 = 4;

  private PublicAddresses() {}

  static boolean isPublic(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return isPublicV4(bytes);
    }
    return address instanceof Inet6Address && isPublicV6(bytes);
  }

  /** RFC 6890: this network, shared, protocol assignments, benchmarks, documentation, reserved. */
  private static boolean isPublicV4(byte[] bytes) {
    int a = bytes[0] & 0xff;
    int b = bytes[1] & 0xff;
    int c = bytes[2] & 0xff;
    boolean reserved =
        a == 0
            || a >= 240
            || (a == 100 && b >= 64 && b < 128)
            || (a == 192 && b == 0 && (c == 0 || c == 2))
            || (a == 198 && (b == 18 || b == 19 || (b == 51 && c == 100)))
            || (a == 203 && b == 0 && c == 113);
    return !reserved;
  }

  /** Only 2000::/3 is given out; in it, what carries an IPv4 address is judged by that. */
  private static boolean isPublicV6(byte[] bytes) {
    int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    if (first == 0x64 && second == 0xff9b) {
      // 64:ff9b::/96; 64:ff9b:1::/48 is each network's own (RFC 8215).
      int last = bytes.length - BYTES_V4;
      return IntStream.range(BYTES_V4, last).allMatch(i -> bytes[i] == 0) && inner(bytes, last);
    }
    if (first == 0x2002) {
      return inner(bytes, 2);
    }
    boolean teredoOrDocumentation = first == 0x2001 && (second == 0 || second == 0xdb8);
    return (first & 0xe000) == 0x2000 && !teredoOrDocumentation;
  }

  private static boolean inner(byte[] bytes, int from) {
    try {
      return isPublic(InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + BYTES_V4)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
