package dev.widgetorigin.origin.config.value;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address or a CIDR block: {@code 10.0.0.1}, {@code 10.0.0.0/8}, {@code fd00::/8}. An IPv4
 * address in IPv6 ({@code ::ffff:10.0.0.1}) is that IPv4 address. Immutable.
 */
public final class AddressBlock {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

  /** With a colon, so that no text is ever looked up as a name. */
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  private final byte[] address;
  private final int bits;

  private AddressBlock(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /** Empty where the text is none. */
  public static Optional<AddressBlock> parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = address(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return Optional.empty();
    }
    int whole = 8 * address.length;
    String length = slash < 0 ? Integer.toString(whole) : text.substring(slash + 1);
    return length.matches("\\d{1,3}") && Integer.parseInt(length) <= whole
        ? Optional.of(new AddressBlock(address, Integer.parseInt(length)))
        : Optional.empty();
  }

  /** The octets of a numeric address; null where the text is none. Never asks a name server. */
  public static byte[] address(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Whether a numeric address, as {@link #address} reads it, lies in the block. */
  public boolean contains(byte[] other) {
    if (other.length != address.length) {
      return false;
    }
    int octets = bits / 8;
    for (int i = 0; i < octets; i++) {
      if (address[i] != other[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || (address[octets] ^ other[octets]) >>> (8 - rest) == 0;
  }
}
