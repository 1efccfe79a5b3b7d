package dev.widgetorigin.origin.http.h2;

import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A second reading of what makes a message malformed (RFC 9113 §8) and what makes a request be
 * refused, in regular expressions. Netty leaves most of it to whoever uses it; the origin does not.
 */
final class Http2MessageRules {
  /** What is wrong, by the section that says so. */
  record Verdict(String section, boolean reset) {}

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE =
      Pattern.compile(
          "|[\\x21-\\x7e\\x80-\\xff]([\\t\\x20-\\x7e\\x80-\\xff]*[\\x21-\\x7e\\x80-\\xff])?");
  private static final Pattern TARGET = Pattern.compile("/[!$-~\"]*");
  private static final Pattern AUTHORITY =
      Pattern.compile(
          "([-A-Za-z0-9._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})+(:\\d*)?|\\[[0-9a-fA-F:.]+](:\\d*)?");
  private static final Set<String> OF_CONNECTIONS =
      Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");
  private static final Set<String> PSEUDO = Set.of(":method", ":scheme", ":authority", ":path");

  private Http2MessageRules() {}

  /** What is wrong with a field, wherever it stands; null where it is sound. */
  private static String field(String name, String value) {
    if (!NAME.matcher(name.startsWith(":") ? name.substring(1) : name).matches()) {
      return "9113 §8.2.1 name";
    }
    if (!VALUE.matcher(value).matches()) {
      return "9113 §8.2.1 value";
    }
    if (OF_CONNECTIONS.contains(name) || (name.equals("te") && !value.equals("trailers"))) {
      return "9113 §8.2.2";
    }
    return null;
  }

  static String trailers(Http2Headers headers, boolean ends) {
    if (!ends) {
      return "9113 §8.1 trailers that do not end the stream";
    }
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      String name = field.getKey().toString();
      String wrong = name.startsWith(":") ? "9113 §8.1 pseudo-header" : null;
      if (wrong == null) {
        wrong = field(name, field.getValue().toString());
      }
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  /** What is wrong with a request; null where it is sound. */
  static Verdict request(Http2Headers headers, boolean ends) {
    Set<String> pseudo = new HashSet<>();
    List<String> hosts = new ArrayList<>();
    List<String> lengths = new ArrayList<>();
    boolean expectation = true;
    for (Map.Entry<CharSequence, CharSequence> each : headers) {
      String name = each.getKey().toString();
      String value = each.getValue().toString();
      String wrong = field(name, value);
      if (wrong == null && name.startsWith(":") && !(PSEUDO.contains(name) && pseudo.add(name))) {
        wrong = "9113 §8.3";
      }
      if (wrong != null) {
        return new Verdict(wrong, true);
      }
      switch (name) {
        case "host" -> hosts.add(value);
        case "content-length" -> lengths.add(value);
        case "expect" -> expectation &= value.equalsIgnoreCase("100-continue");
        default -> {}
      }
    }
    String method = String.valueOf(headers.method());
    boolean connect = method.equals("CONNECT");
    if (headers.method() == null || !TOKEN.matcher(method).matches()) {
      return new Verdict("9113 §8.3.1 method", true);
    }
    if (pseudo.contains(":scheme") == connect || pseudo.contains(":path") == connect) {
      return new Verdict("9113 §8.3.1, §8.5", true);
    }
    if (!connect && headers.path().length() == 0) {
      return new Verdict("9113 §8.3.1 path", true);
    }
    if (lengths.size() > 1 || !lengths.stream().allMatch(value -> value.matches("\\d{1,18}"))) {
      return new Verdict("9110 §8.6", true);
    }
    if (ends && !lengths.isEmpty() && Long.parseLong(lengths.get(0)) > 0) {
      return new Verdict("9113 §8.1.1", true);
    }
    return refused(headers, hosts, expectation, connect);
  }

  private static Verdict refused(
      Http2Headers headers, List<String> hosts, boolean expectation, boolean connect) {
    if (connect) {
      return new Verdict("9110 §9.3.6 not offered", false);
    }
    if (!expectation) {
      return new Verdict("9110 §10.1.1", false);
    }
    String authority =
        headers.authority() != null
            ? headers.authority().toString()
            : hosts.isEmpty() ? "" : hosts.get(0);
    if (hosts.size() > 1
        || !AUTHORITY.matcher(authority).matches()
        || authority.matches(".*:0+")
        || (hosts.size() == 1 && !hosts.get(0).equalsIgnoreCase(authority))) {
      return new Verdict("9113 §8.3.1 authority", false);
    }
    String path = headers.path().toString();
    boolean asterisk = path.equals("*") && "OPTIONS".contentEquals(headers.method());
    return asterisk || TARGET.matcher(path).matches()
        ? null
        : new Verdict("9112 §3.2 target", false);
  }
}
