package dev.widgetorigin.origin.rollout.outcome;

import io.netty.util.NetUtil;

/**
 * The network that an address belongs to, as far as outcome reports go: the /24 of an IPv4 address,
 * the /48 of an IPv6 address. What one household or one machine can have many of, counts as one.
 */
final class AddressPrefix {
  /** Of a text that is no numeric address. */
  static final long UNKNOWN = 0;

  private AddressPrefix() {}

  /** Never negative; IPv4 and IPv6 prefixes differ. {@code ::ffff:192.0.2.1} is an IPv4 address. */
  static long of(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null) {
      return UNKNOWN;
    }
    if (bytes.length == 16 && mapped(bytes)) {
      return 1L << 56 | number(bytes, 12, 3);
    }
    return bytes.length == 4 ? 1L << 56 | number(bytes, 0, 3) : 2L << 56 | number(bytes, 0, 6);
  }

  private static boolean mapped(byte[] bytes) {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[10] == -1 && bytes[11] == -1;
  }

  private static long number(byte[] bytes, int from, int length) {
    long number = 0;
    for (int i = from; i < from + length; i++) {
      number = number << 8 | (bytes[i] & 0xff);
    }
    return number;
  }
}
