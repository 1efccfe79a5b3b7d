package dev.widgetorigin.origin.delivery.negotiate;

import dev.widgetorigin.store.manifest.Encoding;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How welcome each content coding is (RFC 9110 §12.5.3). Immutable.
 *
 * <p>A weight is the q-value in half-thousandths, 0 (refused) to 2000. Identity that the field does
 * not mention is acceptable but the last choice, so it weighs 1, less than any q-value above zero.
 * A list member that cannot be read is passed over; the others count.
 */
public final class AcceptEncoding {
  /** No field: any coding would do, identity is what every client can read. */
  static final AcceptEncoding ABSENT = new AcceptEncoding(1, 0, 0, 0, 0, 0);

  private static final int UNSET = -1;
  private static final int ONE = 2000;

  /** Browsers send a handful of distinct values; a flood of made-up ones is parsed each time. */
  static final int MEMO_ENTRIES = 512;

  static final int MEMO_LENGTH = 200;
  static final Map<String, AcceptEncoding> MEMO = new ConcurrentHashMap<>();

  private final int identity;
  private final int br;
  private final int zstd;
  private final int gzip;
  private final int dcb;
  private final int dcz;

  private AcceptEncoding(int identity, int br, int zstd, int gzip, int dcb, int dcz) {
    this.identity = identity;
    this.br = br;
    this.zstd = zstd;
    this.gzip = gzip;
    this.dcb = dcb;
    this.dcz = dcz;
  }

  /** {@code field} is the field's value or null. */
  public static AcceptEncoding of(String field) {
    if (field == null) {
      return ABSENT;
    }
    AcceptEncoding known = MEMO.get(field);
    if (known != null) {
      return known;
    }
    AcceptEncoding parsed = parse(field);
    if (field.length() <= MEMO_LENGTH && MEMO.size() < MEMO_ENTRIES) {
      MEMO.put(field, parsed);
    }
    return parsed;
  }

  /** Of {@code encoding}, or of identity where it is null. */
  public int weight(Encoding encoding) {
    if (encoding == null) {
      return identity;
    }
    return switch (encoding) {
      case BR -> br;
      case ZSTD -> zstd;
      case GZIP -> gzip;
      case DCB -> dcb;
      case DCZ -> dcz;
    };
  }

  /** Whether a coding is acceptable that needs a dictionary. */
  public boolean takesDeltas() {
    return dcb > 0 || dcz > 0;
  }

  private static AcceptEncoding parse(String field) {
    int identity = UNSET;
    int any = UNSET;
    int br = UNSET;
    int zstd = UNSET;
    int gzip = UNSET;
    int dcb = UNSET;
    int dcz = UNSET;
    boolean understood = field.isBlank();
    for (String member : field.split(",", -1)) {
      int semicolon = member.indexOf(';');
      String coding =
          (semicolon < 0 ? member : member.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
      int weight = semicolon < 0 ? ONE : weightOf(member.substring(semicolon + 1));
      if (coding.isEmpty() || weight == UNSET) {
        continue;
      }
      understood = true;
      switch (coding) {
        case "identity" -> identity = Math.max(identity, weight);
        case "*" -> any = Math.max(any, weight);
        case "br" -> br = Math.max(br, weight);
        case "zstd" -> zstd = Math.max(zstd, weight);
        case "gzip", "x-gzip" -> gzip = Math.max(gzip, weight);
        case "dcb" -> dcb = Math.max(dcb, weight);
        case "dcz" -> dcz = Math.max(dcz, weight);
        default -> {}
      }
    }
    if (!understood) {
      return ABSENT;
    }
    return named(identity, any, br, zstd, gzip, dcb, dcz);
  }

  /** Of the weights that are named; UNSET for others. */
  private static AcceptEncoding named(
      int identity, int any, int br, int zstd, int gzip, int dcb, int dcz) {
    // What is not named takes the asterisk's weight; without one, codings are out, identity is
    // last.
    int unnamed = Math.max(any, 0);
    return new AcceptEncoding(
        identity == UNSET ? (any == UNSET ? 1 : any) : identity,
        br == UNSET ? unnamed : br,
        zstd == UNSET ? unnamed : zstd,
        gzip == UNSET ? unnamed : gzip,
        dcb == UNSET ? unnamed : dcb,
        dcz == UNSET ? unnamed : dcz);
  }

  /** The weight among the parameters; ONE where there is none, UNSET where it is malformed. */
  private static int weightOf(String parameters) {
    for (String parameter : parameters.split(";", -1)) {
      String trimmed = parameter.trim();
      if (trimmed.length() >= 2
          && (trimmed.charAt(0) == 'q' || trimmed.charAt(0) == 'Q')
          && trimmed.substring(1).trim().startsWith("=")) {
        return qvalue(trimmed.substring(trimmed.indexOf('=') + 1).trim());
      }
    }
    return ONE;
  }

  /** {@code 0}, {@code 0.5}, {@code 1.000}; more than three digits are read and cut off. */
  private static int qvalue(String text) {
    if (text.isEmpty() || (text.length() > 1 && text.charAt(1) != '.')) {
      return UNSET;
    }
    char whole = text.charAt(0);
    if (whole != '0' && whole != '1') {
      return UNSET;
    }
    int thousandths = (whole - '0') * 1000;
    int place = 100;
    for (int i = 2; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return UNSET;
      }
      thousandths += (c - '0') * place;
      place /= 10;
    }
    return thousandths > 1000 ? UNSET : 2 * thousandths;
  }
}
