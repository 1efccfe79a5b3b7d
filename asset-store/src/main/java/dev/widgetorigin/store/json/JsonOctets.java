package dev.widgetorigin.store.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The octets of one JSON document (RFC 8259) of the store, read from front to back: punctuation,
 * strings, whole numbers. Strict: UTF-8 only, no control character in a string, no leading zero.
 * Numbers with a fraction or an exponent are refused, for the store writes none.
 *
 * <p>Of our own, because a start reads little else: a parser of Jackson's sets up tables of big
 * decimals first, and a checkpoint of 100,000 versions is over before its code is compiled. See
 * {@code bench/results/start-and-allocations.md}. Confined to one thread.
 */
final class JsonOctets {
  private static final int LONGEST = 64 << 20;
  private static final int NAMES = 64;
  private static final int DEEPEST = 100;

  /** Null where the buffer is the whole document. */
  private final InputStream in;

  private byte[] buffer;
  private int position;
  private int limit;

  /** Whether the octets of the last string stand for themselves: ASCII without escapes. */
  private boolean plain;

  /** Octets of the document that the buffer has dropped. */
  private long dropped;

  /** Names come again and again, and a string that is there already has its hash. */
  private final String[] names = new String[NAMES];

  JsonOctets(byte[] document) {
    this.in = null;
    this.buffer = document;
    this.limit = document.length;
  }

  /**
   * @param in reads from memory: that it fails is taken for damage
   */
  JsonOctets(InputStream in) {
    this.in = in;
    this.buffer = new byte[64 << 10];
  }

  /** Thrown where the document is not JSON, or not the JSON that was asked for. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Malformed(String problem) {
      super(problem);
    }

    private Malformed(String problem, Exception cause) {
      super(problem, cause);
    }
  }

  /** The next octet that is not white space, which stays the next; -1 at the end. */
  int peek() {
    while (true) {
      if (position == limit && !more(position)) {
        return -1;
      }
      byte octet = buffer[position];
      if (octet != ' ' && octet != '\n' && octet != '\r' && octet != '\t') {
        return octet & 0xff;
      }
      position++;
    }
  }

  /** Takes the next octet where it is that one. */
  boolean accept(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    position++;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) {
      throw expected("'" + wanted + "'");
    }
  }

  /** Takes those letters: {@code true}, {@code false}. */
  void word(String letters) {
    for (int i = 0; i < letters.length(); i++) {
      if ((i == 0 ? peek() : next()) != letters.charAt(i)) {
        throw expected(letters);
      }
      position++;
    }
  }

  /** Goes over any value, numbers with fractions and exponents included. */
  void skip() {
    skip(DEEPEST);
  }

  private void skip(int depth) {
    if (depth == 0) {
      throw new Malformed("a value is nested deeper than " + DEEPEST);
    }
    switch (peek()) {
      case '"' -> toQuote();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      case '[' -> skipItems('[', ']', depth);
      case '{' -> skipItems('{', '}', depth);
      default -> skipNumber();
    }
  }

  private void skipItems(char open, char close, int depth) {
    expect(open);
    if (accept(close)) {
      return;
    }
    do {
      if (open == '{') {
        name();
        expect(':');
      }
      skip(depth - 1);
    } while (accept(','));
    expect(close);
  }

  private void skipNumber() {
    int octet = peek();
    if (octet != '-' && (octet < '0' || octet > '9')) {
      throw expected("a value");
    }
    while (octet >= 0 && "0123456789+-.eE".indexOf(octet) >= 0) {
      position++;
      octet = next();
    }
  }

  /** The octet at the position, white space or not; -1 at the end. */
  private int next() {
    return position == limit && !more(position) ? -1 : buffer[position] & 0xff;
  }

  // --- strings ----------------------------------------------------------------------------------

  String string() {
    int length = toQuote();
    int start = position - length - 1;
    return plain
        ? new String(buffer, start, length, StandardCharsets.ISO_8859_1)
        : unescaped(start, length);
  }

  /** A string that is likely to come again. */
  String name() {
    int length = toQuote();
    int start = position - length - 1;
    if (!plain) {
      return unescaped(start, length);
    }
    int slot = length == 0 ? 0 : (31 * length + buffer[start] + 7 * buffer[start + length - 1]);
    slot &= NAMES - 1;
    String known = names[slot];
    if (known == null || !same(known, start, length)) {
      known = new String(buffer, start, length, StandardCharsets.ISO_8859_1);
      names[slot] = known;
    }
    return known;
  }

  private boolean same(String known, int start, int length) {
    if (known.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != buffer[start + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Goes behind the closing quote; how many octets are between the quotes, all of them buffered.
   */
  private int toQuote() {
    if (!accept('"')) {
      throw expected("a string");
    }
    plain = true;
    int length = 0;
    while (true) {
      if (position + length == limit && !more(position)) {
        throw new Malformed("the document ends within a string");
      }
      int octet = buffer[position + length];
      if (octet == '"') {
        position += length + 1;
        return length;
      }
      if (octet >= 0 && octet < ' ') {
        throw new Malformed(
            "a control character within a string at byte " + (dropped + position + length));
      }
      plain &= octet > 0 && octet != '\\';
      if (octet == '\\' && position + ++length == limit && !more(position)) {
        throw new Malformed("the document ends within a string");
      }
      if (++length > LONGEST) {
        throw new Malformed("a string is longer than " + LONGEST + " octets");
      }
    }
  }

  /** Half a surrogate pair is let pass as an escape: a reason may have one, and is kept so. */
  private String unescaped(int start, int length) {
    String raw;
    try {
      // A new decoder reports what is no UTF-8, where a String would replace it.
      raw =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(buffer, start, length))
              .toString();
    } catch (CharacterCodingException e) {
      throw new Malformed("a string is not UTF-8");
    }
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        text.append(c);
      } else {
        char escape = raw.charAt(++i);
        text.append(escape == 'u' ? unicode(raw, i + 1) : escaped(escape));
        i += escape == 'u' ? 4 : 0;
      }
    }
    return text.toString();
  }

  private static char escaped(char escape) {
    return switch (escape) {
      case '"', '\\', '/' -> escape;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> throw new Malformed("a string has the unknown escape \\" + escape);
    };
  }

  private static char unicode(String raw, int from) {
    int unit = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = i < raw.length() ? Character.digit(raw.charAt(i), 16) : -1;
      if (digit < 0 || raw.charAt(i) > 'f') {
        throw new Malformed("a string has \\u without four hex digits");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  // --- numbers ----------------------------------------------------------------------------------

  /** A whole number that a {@code long} holds. */
  long number() {
    boolean negative = accept('-');
    int first = negative ? next() : peek();
    if (first < '0' || first > '9') {
      throw expected("a number");
    }
    // Negative, because the smallest long has no positive counterpart.
    long value = 0;
    int digits = 0;
    for (int octet = first; octet >= '0' && octet <= '9'; octet = next()) {
      int digit = octet - '0';
      if (digits++ > 0 && first == '0') {
        throw expected("no digit behind a leading zero");
      }
      if (value < (Long.MIN_VALUE + digit) / 10) {
        throw new Malformed("a number is larger than 64 bits hold");
      }
      value = 10 * value - digit;
      position++;
    }
    int behind = next();
    if (behind == '.' || behind == 'e' || behind == 'E') {
      throw expected("a whole number");
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw new Malformed("a number is larger than 64 bits hold");
    }
    return negative ? value : -value;
  }

  // --- the buffer -------------------------------------------------------------------------------

  /** Reads on; the octets from there on stay, and are at the position again. False at the end. */
  private boolean more(int keepFrom) {
    if (in == null) {
      return false;
    }
    int kept = limit - keepFrom;
    if (kept == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    } else if (keepFrom > 0) {
      System.arraycopy(buffer, keepFrom, buffer, 0, kept);
    }
    dropped += keepFrom;
    position -= keepFrom;
    limit = kept;
    try {
      int read = in.read(buffer, limit, buffer.length - limit);
      limit += Math.max(0, read);
      return read > 0;
    } catch (IOException e) {
      throw new Malformed("what is compressed is damaged", e);
    }
  }

  /** That something else was expected here. */
  Malformed expected(String wanted) {
    int found = peek();
    return new Malformed(
        "expected "
            + wanted
            + ", found "
            + (found < 0
                ? "the end of the document"
                : found > ' ' && found < 0x7f ? "'" + (char) found + "'" : "octet " + found)
            + " at byte "
            + (dropped + position));
  }
}
