package dev.widgetorigin.origin.http;

import java.io.ByteArrayOutputStream;

/**
 * Writes header blocks that refer to the static table only, so that one block is right on every
 * connection (RFC 7541 §6).
 */
final class HpackEncoder {
  private static final int STATUS = 8;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  HpackEncoder status(int status) {
    int row = HpackStaticTable.indexOf(":status", Integer.toString(status));
    if (row > 0) {
      integer(0x80, 7, row);
    } else {
      integer(0, 4, STATUS);
      string(Integer.toString(status));
    }
    return this;
  }

  /** A field that the other end need not remember. */
  HpackEncoder field(String lowerCaseName, String value) {
    int row = HpackStaticTable.indexOf(lowerCaseName, value);
    if (row > 0) {
      integer(0x80, 7, row);
      return this;
    }
    int name = HpackStaticTable.indexOf(lowerCaseName);
    integer(0, 4, name);
    if (name == 0) {
      string(lowerCaseName);
    }
    string(value);
    return this;
  }

  byte[] octets() {
    return out.toByteArray();
  }

  private void string(String text) {
    int huffman = HpackHuffman.encodedLength(text);
    if (huffman < text.length()) {
      integer(0x80, 7, huffman);
      HpackHuffman.encode(text, out);
    } else {
      integer(0, 7, text.length());
      for (int i = 0; i < text.length(); i++) {
        out.write(text.charAt(i));
      }
    }
  }

  private void integer(int flags, int prefix, int value) {
    int mask = (1 << prefix) - 1;
    if (value < mask) {
      out.write(flags | value);
      return;
    }
    out.write(flags | mask);
    int rest = value - mask;
    while (rest >= 0x80) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
