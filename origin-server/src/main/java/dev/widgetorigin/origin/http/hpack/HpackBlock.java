package dev.widgetorigin.origin.http.hpack;

import io.netty.buffer.ByteBuf;

/** A header block that is being put together; one for each event loop, used again and again. */
public final class HpackBlock {
  private static final int KEPT = 4096;

  private byte[] octets = new byte[1024];
  private int length;

  /** Begins anew; there will be so many octets at most. */
  public void begin(int most) {
    length = 0;
    if (octets.length < most || octets.length > KEPT) {
      octets = new byte[Math.max(most, KEPT)];
    }
  }

  public int length() {
    return length;
  }

  public void add(byte[] encoded) {
    System.arraycopy(encoded, 0, octets, length, encoded.length);
    length += encoded.length;
  }

  /** A field that is a row of the client's tables (RFC 7541 §6.1). */
  void row(int row) {
    if (row < 0x7f) {
      octets[length++] = (byte) (0x80 | row);
    } else {
      integer(0x80, 0x7f, row);
    }
  }

  /** The size that the table has from here on (RFC 7541 §6.3). */
  void tableSize(int size) {
    integer(0x20, 0x1f, size);
  }

  private void integer(int flags, int mask, int value) {
    if (value < mask) {
      octets[length++] = (byte) (flags | value);
      return;
    }
    octets[length++] = (byte) (flags | mask);
    int rest = value - mask;
    while (rest >= 0x80) {
      octets[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    octets[length++] = (byte) rest;
  }

  /** Copies so many octets from an offset on. */
  public void copyTo(ByteBuf to, int from, int count) {
    to.writeBytes(octets, from, count);
  }
}
