package dev.widgetorigin.origin.http.hpack;

import java.io.ByteArrayOutputStream;

/** Writes header blocks, or parts of one (RFC 7541 §6). */
public final class HpackEncoder {
  private static final int STATUS = 8;
  private static final int REMEMBERED = 0x40;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  public HpackEncoder status(int status) {
    int row = HpackStaticTable.indexOf(":status", Integer.toString(status));
    if (row > 0) {
      row(row);
    } else {
      integer(0, 4, STATUS);
      string(Integer.toString(status));
    }
    return this;
  }

  /** A field that the other end need not remember. */
  public HpackEncoder field(String lowerCaseName, String value) {
    int row = HpackStaticTable.indexOf(lowerCaseName, value);
    if (row > 0) {
      row(row);
    } else {
      literal(0, 4, lowerCaseName, value);
    }
    return this;
  }

  /** A field that becomes the newest entry of the other end's table. */
  HpackEncoder remembered(String lowerCaseName, String value) {
    literal(REMEMBERED, 6, lowerCaseName, value);
    return this;
  }

  /** A field that is a row of the static table. */
  private void row(int row) {
    integer(0x80, 7, row);
  }

  private void literal(int flags, int prefix, String lowerCaseName, String value) {
    int name = HpackStaticTable.indexOf(lowerCaseName);
    integer(flags, prefix, name);
    if (name == 0) {
      string(lowerCaseName);
    }
    string(value);
  }

  public byte[] octets() {
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
