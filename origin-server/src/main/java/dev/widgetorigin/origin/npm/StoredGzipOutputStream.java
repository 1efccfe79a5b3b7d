package dev.widgetorigin.origin.npm;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;

/**
 * Gzip without compression (RFC 1952, RFC 1951 §3.2.4): the same bytes on every machine and every
 * zlib, for ever. {@link #finish()} ends the stream; closing is left to the owner of {@code out}.
 */
final class StoredGzipOutputStream extends OutputStream {
  /** The most that one stored block holds. */
  private static final int BLOCK = 65_535;

  /** No name, no time, no operating system. */
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private final OutputStream out;
  private final CRC32 crc = new CRC32();
  private final byte[] block = new byte[BLOCK];
  private int filled;
  private long total;

  StoredGzipOutputStream(OutputStream out) throws IOException {
    this.out = out;
    out.write(HEADER);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    crc.update(bytes, offset, length);
    total += length;
    int at = offset;
    int left = length;
    while (left > 0) {
      if (filled == BLOCK) {
        flushBlock(false);
      }
      int step = Math.min(left, BLOCK - filled);
      System.arraycopy(bytes, at, block, filled, step);
      filled += step;
      at += step;
      left -= step;
    }
  }

  void finish() throws IOException {
    flushBlock(true);
    little(crc.getValue(), 4);
    little(total, 4);
  }

  private void flushBlock(boolean last) throws IOException {
    out.write(last ? 1 : 0);
    little(filled, 2);
    little(~filled, 2);
    out.write(block, 0, filled);
    filled = 0;
  }

  private void little(long value, int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)) & 0xff);
    }
  }
}
