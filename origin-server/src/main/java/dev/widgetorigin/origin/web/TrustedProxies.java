package dev.widgetorigin.origin.web;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.value.AddressBlock;
import dev.widgetorigin.origin.config.value.PublicUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whose {@code X-Forwarded-*} fields are believed: those of proxies that an operator named. Fields
 * that anybody else sends have no effect at all. Immutable.
 */
public final class TrustedProxies {
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final int LONGEST_ADDRESS = 45;
  private static final int MOST_HOPS = 32;

  private final List<AddressBlock> blocks;

  /** Addresses or CIDR blocks; throws IllegalArgumentException for any other text. */
  public TrustedProxies(List<String> blocks) {
    this.blocks =
        blocks.stream()
            .map(
                each ->
                    AddressBlock.parse(each)
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "expected an address or a CIDR block, found " + each)))
            .toList();
  }

  /** Of the delivery listener: its own, and those that outcome reports come through. */
  public static TrustedProxies ofDelivery(OriginConfig config) {
    List<String> all = new ArrayList<>(config.delivery().trustedProxies());
    all.addAll(config.rollout().trustedProxies());
    return new TrustedProxies(all);
  }

  /**
   * The numeric address of the client: the last one in {@code X-Forwarded-For} that is no trusted
   * proxy, for everything before it was written by strangers; the other end of the connection where
   * that is no trusted proxy or names nobody.
   *
   * @param peer the other end of the connection
   * @param forwarded the field, or null
   */
  public String client(String peer, String forwarded) {
    if (blocks.isEmpty() || forwarded == null || !trusts(peer)) {
      return peer;
    }
    String client = peer;
    int end = forwarded.length();
    for (int hops = 0; end >= 0 && hops < MOST_HOPS; hops++) {
      int comma = forwarded.lastIndexOf(',', end - 1);
      String hop = plain(forwarded.substring(comma + 1, end).strip());
      if (hop.length() > LONGEST_ADDRESS || AddressBlock.address(hop) == null) {
        return client;
      }
      client = hop;
      if (!trusts(hop)) {
        return client;
      }
      end = comma;
    }
    return client;
  }

  /** Some proxies add the port: {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}. */
  private static String plain(String hop) {
    if (hop.startsWith("[")) {
      int close = hop.indexOf(']');
      return close < 0 ? hop : hop.substring(1, close);
    }
    int colon = hop.indexOf(':');
    return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }

  /**
   * The URL by which a client reached this listener: what a trusted proxy says in {@code
   * X-Forwarded-Proto}, {@code -Host} and {@code -Prefix}, and the request itself for what it does
   * not say.
   */
  public PublicUrl url(Request request) {
    boolean trusted = !blocks.isEmpty() && trusts(request.peerAddress());
    String scheme = request.secure() ? "https" : "http";
    String authority = request.authority() == null ? "localhost" : request.authority();
    String prefix = "";
    if (trusted) {
      scheme = first(request, "x-forwarded-proto", scheme).toLowerCase(Locale.ROOT);
      authority = first(request, "x-forwarded-host", authority);
      prefix = first(request, "x-forwarded-prefix", prefix);
    }
    return PublicUrl.parse(scheme + "://" + authority + (prefix.startsWith("/") ? prefix : ""))
        .or(() -> PublicUrl.parse("http://" + request.authority()))
        .orElse(new PublicUrl("http", "localhost", ""));
  }

  /** The first of several is what the client itself asked for, when each proxy adds its own. */
  private static String first(Request request, String field, String absent) {
    String value = request.header(field);
    if (value == null) {
      return absent;
    }
    int comma = value.indexOf(',');
    String one = (comma < 0 ? value : value.substring(0, comma)).strip();
    return one.isEmpty() ? absent : one;
  }

  private boolean trusts(String address) {
    byte[] octets = AddressBlock.address(address);
    if (octets == null) {
      return false;
    }
    for (AddressBlock block : blocks) {
      if (block.contains(octets)) {
        return true;
      }
    }
    return false;
  }
}
