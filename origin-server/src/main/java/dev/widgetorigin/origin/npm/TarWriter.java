package dev.widgetorigin.origin.npm;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a tar archive (POSIX.1-2017 pax, ustar headers) whose bytes depend on nothing but names
 * and contents: owner, mode and time are fixed. Not thread-safe.
 */
final class TarWriter {
  static final int BLOCK = 512;

  /** What npm itself writes: 26 October 1985, 8:15. */
  private static final long TIME = 499162500;

  private static final int NAME = 100;
  private final OutputStream out;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Begins a file; its {@code size} bytes follow, then {@link #endFile}. */
  void beginFile(String name, long size) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    boolean plain = bytes.length <= NAME && bytes.length == name.length();
    if (!plain) {
      byte[] record = paxRecord("path", bytes);
      header("PaxHeader".getBytes(StandardCharsets.US_ASCII), record.length, 'x');
      out.write(record);
      pad(record.length);
    }
    header(
        plain ? bytes : Arrays.copyOf(asciiOnly(bytes), Math.min(NAME, bytes.length)), size, '0');
  }

  void endFile(long size) throws IOException {
    pad(size);
  }

  /** Two blocks of zeros end the archive. */
  void finish() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  /** Bytes that an entry takes, and the end of the archive. */
  private void pad(long size) throws IOException {
    int rest = (int) (size % BLOCK);
    if (rest != 0) {
      out.write(new byte[BLOCK - rest]);
    }
  }

  private void header(byte[] name, long size, char type) throws IOException {
    byte[] header = new byte[BLOCK];
    System.arraycopy(name, 0, header, 0, name.length);
    octal(header, 100, 8, 0644);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, size);
    octal(header, 136, 12, TIME);
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = (byte) type;
    System.arraycopy("ustar\u000000".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 8);
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    octal(header, 148, 7, sum);
    out.write(header);
  }

  /** Right-aligned with zeros, ended by NUL. */
  private static void octal(byte[] header, int offset, int width, long value) {
    String digits = Long.toOctalString(value);
    Arrays.fill(header, offset, offset + width - 1, (byte) '0');
    for (int i = 0; i < digits.length(); i++) {
      header[offset + width - 1 - digits.length() + i] = (byte) digits.charAt(i);
    }
    header[offset + width - 1] = 0;
  }

  /** {@code "28 path=package/ü.js\n"}: the length counts itself. */
  private static byte[] paxRecord(String key, byte[] value) {
    int rest = 1 + key.length() + 1 + value.length + 1;
    int length = rest + 1;
    while (rest + Integer.toString(length).length() != length) {
      length = rest + Integer.toString(length).length();
    }
    byte[] start = (length + " " + key + "=").getBytes(StandardCharsets.US_ASCII);
    byte[] record = Arrays.copyOf(start, length);
    System.arraycopy(value, 0, record, start.length, value.length);
    record[length - 1] = '\n';
    return record;
  }

  /** For readers that do not know pax. */
  private static byte[] asciiOnly(byte[] bytes) {
    byte[] ascii = bytes.clone();
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] = ascii[i] < 0 ? (byte) '_' : ascii[i];
    }
    return ascii;
  }
}
