package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.config.value.AddressBlock;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The servers that {@code NO_PROXY} names, as curl reads it: {@code example.com, 10.0.0.0/8, ::1}.
 *
 * <p>Entries are separated by commas or blanks. A name is that host and all below it, with or
 * without a dot before it; an address or a CIDR block is for URLs that have an address, since no
 * name is looked up; {@code *} alone is every server. As for other programs, an entry may have a
 * port ({@code example.com:8081}), and {@code *.} may stand for the dot. Immutable.
 */
final class NoProxy {
  private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");
  private static final Pattern WITH_PORT = Pattern.compile("(?:\\[.*]|[^:]*):\\d{1,5}");

  private final List<String> entries;

  private NoProxy(List<String> entries) {
    this.entries = entries;
  }

  static NoProxy parse(String text) {
    return new NoProxy(
        Stream.of(SEPARATOR.split(text.toLowerCase(Locale.ROOT), -1))
            .filter(entry -> !entry.isEmpty())
            .toList());
  }

  boolean contains(URI url) {
    if (url.getHost() == null) {
      return false;
    }
    String host = plain(url.getHost().toLowerCase(Locale.ROOT));
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return entries.stream().anyMatch(entry -> names(entry, host, port));
  }

  private static boolean names(String entry, String host, int port) {
    if (entry.equals("*")) {
      return true;
    }
    String name = entry;
    if (WITH_PORT.matcher(entry).matches()) {
      int colon = entry.lastIndexOf(':');
      if (Integer.parseInt(entry.substring(colon + 1)) != port) {
        return false;
      }
      name = entry.substring(0, colon);
    }
    byte[] address = AddressBlock.address(host);
    if (address != null) {
      return AddressBlock.parse(plain(name)).filter(block -> block.contains(address)).isPresent();
    }
    name = plain(name.startsWith("*.") ? name.substring(1) : name);
    name = name.startsWith(".") ? name.substring(1) : name;
    return !name.isEmpty() && (host.equals(name) || host.endsWith("." + name));
  }

  /** A host without the brackets of an IPv6 address, and without the dot at the end of a name. */
  static String plain(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
