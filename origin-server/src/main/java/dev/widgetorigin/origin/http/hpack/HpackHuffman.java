package dev.widgetorigin.origin.http.hpack;

import java.io.ByteArrayOutputStream;

/**
 * HPACK's Huffman code (RFC 7541 §5.2 and appendix B). The code is canonical, so the lengths of the
 * 257 codes say all of it.
 */
final class HpackHuffman {
  private static final int SYMBOLS = 257;
  private static final int END = 256;
  private static final int SHORTEST = 5;
  private static final int LONGEST = 30;

  /** The length of each symbol's code as a letter: A is 5 bits, Z is 30. */
  private static final String LENGTHS =
      "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHFIBCCCCCCCCCCCCCCCCCCCCCC"
          + "DCDIOIJBKABABABBBACCBBBABCBAABCCCCCKGJIXPRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSS"
          + "QQRQSRSSPRRRSRRSVVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ";

  private static final int[] CODES = new int[SYMBOLS];

  private static final int FAIL = 1 << 17;
  private static final int EMIT = 1 << 16;

  /** By node of the code's tree and four bits: next node, and the symbol that was completed. */
  private static final int[] STEPS = new int[SYMBOLS * 16];

  /** Whether a string may end at the node: padding is up to seven one bits. */
  private static final boolean[] MAY_END = new boolean[SYMBOLS];

  static {
    assignCodes();
    buildSteps(buildTree());
  }

  private HpackHuffman() {}

  private static int length(int symbol) {
    return LENGTHS.charAt(symbol) - 'A' + SHORTEST;
  }

  private static void assignCodes() {
    int code = 0;
    for (int length = SHORTEST; length <= LONGEST; length++) {
      code <<= 1;
      for (int symbol = 0; symbol < SYMBOLS; symbol++) {
        if (length(symbol) == length) {
          CODES[symbol] = code++;
        }
      }
    }
  }

  /** Two children a node; a negative child is the leaf of symbol {@code -1 - child}. */
  private static int[] buildTree() {
    int[] children = new int[2 * SYMBOLS];
    int nodes = 1;
    for (int symbol = 0; symbol < SYMBOLS; symbol++) {
      int node = 0;
      for (int bit = length(symbol) - 1; bit >= 0; bit--) {
        int at = 2 * node + ((CODES[symbol] >>> bit) & 1);
        if (bit == 0) {
          children[at] = -1 - symbol;
        } else {
          if (children[at] == 0) {
            children[at] = nodes++;
          }
          node = children[at];
        }
      }
    }
    return children;
  }

  private static void buildSteps(int[] children) {
    for (int node = 0; node < SYMBOLS - 1; node++) {
      for (int nibble = 0; nibble < 16; nibble++) {
        STEPS[16 * node + nibble] = step(children, node, nibble);
      }
    }
    int node = 0;
    for (int ones = 0; ones < 8; ones++) {
      MAY_END[node] = true;
      node = children[2 * node + 1];
    }
  }

  private static int step(int[] children, int from, int nibble) {
    int node = from;
    int emitted = 0;
    for (int bit = 3; bit >= 0; bit--) {
      int child = children[2 * node + ((nibble >>> bit) & 1)];
      if (child < 0) {
        int symbol = -1 - child;
        if (symbol == END) {
          return FAIL;
        }
        emitted = EMIT | (symbol << 8);
        node = 0;
      } else {
        node = child;
      }
    }
    return emitted | node;
  }

  /** The most octets that so many encoded octets can stand for. */
  static int mostDecoded(int encoded) {
    return encoded * 8 / SHORTEST;
  }

  /**
   * Decodes into {@code to} from its beginning; how many octets, or -1 where it is no such code.
   */
  static int decode(byte[] octets, int from, int end, byte[] to) {
    int node = 0;
    int count = 0;
    for (int i = from; i < end; i++) {
      int octet = octets[i];
      int step = STEPS[16 * node + ((octet >>> 4) & 15)];
      if ((step & EMIT) != 0) {
        to[count++] = (byte) (step >>> 8);
      }
      int second = STEPS[16 * (step & 0xff) + (octet & 15)];
      if ((second & EMIT) != 0) {
        to[count++] = (byte) (second >>> 8);
      }
      if (((step | second) & FAIL) != 0) {
        return -1;
      }
      node = second & 0xff;
    }
    return MAY_END[node] ? count : -1;
  }

  /** How many octets the encoded form has. */
  static int encodedLength(String text) {
    long bits = 0;
    for (int i = 0; i < text.length(); i++) {
      bits += length(text.charAt(i));
    }
    return (int) ((bits + 7) / 8);
  }

  static void encode(String text, ByteArrayOutputStream to) {
    long bits = 0;
    int held = 0;
    for (int i = 0; i < text.length(); i++) {
      int symbol = text.charAt(i);
      bits = (bits << length(symbol)) | CODES[symbol];
      held += length(symbol);
      while (held >= 8) {
        held -= 8;
        to.write((int) (bits >>> held));
      }
    }
    if (held > 0) {
      to.write((int) ((bits << (8 - held)) | (0xff >>> held)));
    }
  }
}
