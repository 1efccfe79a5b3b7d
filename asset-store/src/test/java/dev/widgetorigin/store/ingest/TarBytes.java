package dev.widgetorigin.store.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Makes tar archives byte by byte, honest ones and others. */
public final class TarBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public TarBytes file(String name, String content) {
    return entry(
        '0', name.getBytes(StandardCharsets.UTF_8), content.getBytes(StandardCharsets.UTF_8));
  }

  public TarBytes entry(char type, String name) {
    return entry(type, name.getBytes(StandardCharsets.UTF_8), new byte[0]);
  }

  public TarBytes entry(char type, byte[] name, byte[] content) {
    return header(type, name, content.length, block -> {}).data(content);
  }

  /** {@code change} sees the block before its checksum is made. */
  public TarBytes header(char type, byte[] name, long size, Consumer<byte[]> change) {
    byte[] block = new byte[512];
    System.arraycopy(name, 0, block, 0, Math.min(100, name.length));
    put(block, 100, "0000644\0");
    put(block, 108, "0000000\0");
    put(block, 116, "0000000\0");
    put(block, 124, String.format(Locale.ROOT, "%011o\0", size));
    put(block, 136, "00000000000\0");
    block[156] = (byte) type;
    put(block, 257, "ustar\00000");
    change.accept(block);
    return raw(sealed(block));
  }

  public TarBytes link(char type, String name, String target) {
    return header(type, name.getBytes(StandardCharsets.UTF_8), 0, block -> put(block, 157, target));
  }

  /** A PAX header for the next entry ({@code x}) or all ({@code g}): key, value, key, value… */
  public TarBytes pax(char type, String... keysAndValues) {
    StringBuilder records = new StringBuilder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String rest = " " + keysAndValues[i] + "=" + keysAndValues[i + 1] + "\n";
      int bytes = rest.getBytes(StandardCharsets.UTF_8).length;
      int length = bytes + Integer.toString(bytes).length();
      length = bytes + Integer.toString(length).length();
      records.append(length).append(rest);
    }
    return entry(
        type,
        "PaxHeader".getBytes(StandardCharsets.UTF_8),
        records.toString().getBytes(StandardCharsets.UTF_8));
  }

  public TarBytes gnuLongName(String name) {
    return entry(
        'L',
        "././@LongLink".getBytes(StandardCharsets.UTF_8),
        (name + "\0").getBytes(StandardCharsets.UTF_8));
  }

  public TarBytes data(byte[] content) {
    raw(content);
    return raw(new byte[(512 - content.length % 512) % 512]);
  }

  public TarBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public byte[] unfinished() {
    return out.toByteArray();
  }

  public byte[] tar() {
    raw(new byte[1024]);
    return out.toByteArray();
  }

  public byte[] tgz() {
    return gzip(tar());
  }

  public static byte[] sealed(byte[] block) {
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    put(block, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    return block;
  }

  public static void put(byte[] block, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  public static byte[] gzip(byte[] bytes) {
    return gzip(bytes, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255});
  }

  public static byte[] gzip(byte[] bytes, byte[] header) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header);
    out.writeBytes(ZipBytes.deflate(bytes, Deflater.BEST_SPEED));
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipBytes.int32(out, crc.getValue());
    ZipBytes.int32(out, bytes.length);
    return out.toByteArray();
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
