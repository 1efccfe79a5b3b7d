package dev.widgetorigin.origin.rollout;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Whose X-Forwarded-For is believed. The browser's address is the last one in the field that is no
 * trusted proxy; everything before it was written by strangers. Immutable.
 */
final class TrustedProxies {
  private final List<IpSubnetFilterRule> rules;

  /** Addresses or CIDR blocks. */
  TrustedProxies(List<String> blocks) {
    this.rules = blocks.stream().map(TrustedProxies::rule).toList();
  }

  private static IpSubnetFilterRule rule(String block) {
    int slash = block.indexOf('/');
    String address = slash < 0 ? block : block.substring(0, slash);
    int whole = address.indexOf(':') < 0 ? 32 : 128;
    int bits = slash < 0 ? whole : Integer.parseInt(block.substring(slash + 1));
    return new IpSubnetFilterRule(address, Math.min(bits, whole), IpFilterRuleType.ACCEPT);
  }

  /** {@code forwarded} is the field, or null. */
  String client(String peer, String forwarded) {
    if (rules.isEmpty() || forwarded == null || !trusted(peer)) {
      return peer;
    }
    String[] hops = forwarded.split(",", -1);
    for (int i = hops.length - 1; i >= 0; i--) {
      String hop = hops[i].trim();
      if (!trusted(hop)) {
        return hop;
      }
    }
    return hops[0].trim();
  }

  private boolean trusted(String address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null) {
      return false;
    }
    try {
      InetSocketAddress socket = new InetSocketAddress(InetAddress.getByAddress(bytes), 0);
      return rules.stream().anyMatch(rule -> rule.matches(socket));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
