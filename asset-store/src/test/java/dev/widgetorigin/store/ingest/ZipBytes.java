package dev.widgetorigin.store.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Makes zip archives byte by byte; every field of every header can be made to lie. */
public final class ZipBytes {
  /** The fields of one header, local or central. */
  public static final class Header {
    byte[] name;
    int flags = 1 << 11;
    int method = 8;
    long crc;
    long packedSize;
    long size;
    byte[] extra = {};
    long offset;
    int mode = 0100644;
    byte[] packed;
    byte[] descriptor = {};

    Header copy() {
      Header copy = new Header();
      copy.name = name;
      copy.flags = flags;
      copy.method = method;
      copy.crc = crc;
      copy.packedSize = packedSize;
      copy.size = size;
      copy.extra = extra;
      copy.offset = offset;
      copy.mode = mode;
      return copy;
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Header> central = new ArrayList<>();
  private int system = 3;

  /** Who made the archive: 0 for DOS and Windows, 3 for Unix. */
  public ZipBytes system(int value) {
    system = value;
    return this;
  }

  public ZipBytes file(String name, String content) {
    return file(name, content, header -> {}, local -> {}, directory -> {});
  }

  /** {@code both} changes what local header and directory say, the others only one of them. */
  public ZipBytes file(
      String name,
      String content,
      Consumer<Header> both,
      Consumer<Header> onlyLocal,
      Consumer<Header> onlyCentral) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    Header header = new Header();
    header.name = name.getBytes(StandardCharsets.UTF_8);
    header.packed = deflate(bytes, Deflater.BEST_SPEED);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    header.crc = crc.getValue();
    header.size = bytes.length;
    header.packedSize = header.packed.length;
    header.offset = out.size();
    both.accept(header);
    Header local = header.copy();
    onlyLocal.accept(local);
    writeLocal(local);
    out.writeBytes(header.packed);
    out.writeBytes(header.descriptor);
    Header directory = header.copy();
    onlyCentral.accept(directory);
    central.add(directory);
    return this;
  }

  public static void stored(Header header, String content) {
    header.method = 0;
    header.packed = content.getBytes(StandardCharsets.UTF_8);
    header.packedSize = header.packed.length;
  }

  /** Sizes and CRC follow the bytes. */
  public static void withDescriptor(Header header, boolean signed) {
    header.flags |= 8;
    ByteArrayOutputStream descriptor = new ByteArrayOutputStream();
    if (signed) {
      int32(descriptor, 0x08074b50);
    }
    int32(descriptor, header.crc);
    int32(descriptor, header.packedSize);
    int32(descriptor, header.size);
    header.descriptor = descriptor.toByteArray();
  }

  public ZipBytes folder(String name) {
    return file(
        name,
        "",
        header -> {
          stored(header, "");
          header.mode = 0040755;
        },
        local -> {},
        directory -> {});
  }

  public ZipBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Another directory entry for the bytes of the first file. */
  public ZipBytes again(String name) {
    Header header = central.get(0).copy();
    header.name = name.getBytes(StandardCharsets.UTF_8);
    central.add(header);
    return this;
  }

  public byte[] zip() {
    return zip(central.size(), 0, new byte[0], "");
  }

  public byte[] zip(int count, int sizeError, byte[] beforeEnd, String comment) {
    int start = out.size();
    central.forEach(this::writeCentral);
    int size = out.size() - start;
    out.writeBytes(beforeEnd);
    int32(out, 0x06054b50);
    int16(out, 0);
    int16(out, 0);
    int16(out, count);
    int16(out, count);
    int32(out, size + sizeError);
    int32(out, start);
    byte[] bytes = comment.getBytes(StandardCharsets.ISO_8859_1);
    int16(out, bytes.length);
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  private void writeLocal(Header header) {
    int32(out, 0x04034b50);
    int16(out, 20);
    int16(out, header.flags);
    int16(out, header.method);
    int32(out, 0x21_0000);
    boolean later = (header.flags & 8) != 0;
    int32(out, later ? 0 : header.crc);
    int32(out, later ? 0 : header.packedSize);
    int32(out, later ? 0 : header.size);
    int16(out, header.name.length);
    int16(out, header.extra.length);
    out.writeBytes(header.name);
    out.writeBytes(header.extra);
  }

  private void writeCentral(Header header) {
    int32(out, 0x02014b50);
    int16(out, system << 8 | 20);
    int16(out, 20);
    int16(out, header.flags);
    int16(out, header.method);
    int32(out, 0x21_0000);
    int32(out, header.crc);
    int32(out, header.packedSize);
    int32(out, header.size);
    int16(out, header.name.length);
    int16(out, header.extra.length);
    int16(out, 0);
    int16(out, 0);
    int16(out, 0);
    int32(out, (long) header.mode << 16);
    int32(out, header.offset);
    out.writeBytes(header.name);
    out.writeBytes(header.extra);
  }

  public static byte[] deflate(byte[] bytes, int level) {
    Deflater deflater = new Deflater(level, true);
    deflater.setInput(bytes);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  /**
   * All ones for the sizes in the header, and these values, 64 bits wide, in the extra field that
   * stands for them. Answers the extra field.
   */
  static byte[] wide(Header header, long... values) {
    ByteArrayOutputStream extra = new ByteArrayOutputStream();
    int16(extra, 1);
    int16(extra, 8 * values.length);
    for (long value : values) {
      int64(extra, value);
    }
    header.size = 0xFFFFFFFFL;
    header.packedSize = 0xFFFFFFFFL;
    header.extra = extra.toByteArray();
    return header.extra;
  }

  /** The extra field that names a path in UTF-8. {@code crc} is that of the name it stands for. */
  static byte[] unicodePath(long crc, String path) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream extra = new ByteArrayOutputStream();
    int16(extra, 0x7075);
    int16(extra, 5 + name.length);
    extra.write(1);
    int32(extra, crc);
    extra.writeBytes(name);
    return extra.toByteArray();
  }

  /**
   * A zip of {@code a.js} with a zip64 end record and its locator; right with {@code (44, 1, 0,
   * 0)}.
   *
   * @param size of the record, as it says
   * @param count of files, as it says
   * @param disk of the directory, as it says
   * @param shift added to where the locator says that the record is
   */
  static byte[] withZip64End(int size, int count, int disk, int shift) {
    byte[] plain = new ZipBytes().file("a.js", "1").zip();
    int end = plain.length - 22;
    int start = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN).getInt(end + 16);
    byte[] records = zip64End(size, count, disk, start, end, shift);
    return new ZipBytes().file("a.js", "1").zip(1, 0, records, "");
  }

  private static byte[] zip64End(int size, int count, int disk, int start, int end, int shift) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int32(out, 0x06064b50);
    int64(out, size);
    int16(out, 45);
    int16(out, 45);
    int32(out, disk);
    int32(out, disk);
    int64(out, count);
    int64(out, count);
    int64(out, end - start);
    int64(out, start);
    int32(out, 0x07064b50);
    int32(out, disk);
    int64(out, end + shift);
    int32(out, 1);
    return out.toByteArray();
  }

  public static void int64(ByteArrayOutputStream out, long value) {
    int32(out, value);
    int32(out, value >> 32);
  }

  public static void int16(ByteArrayOutputStream out, int value) {
    out.write(value);
    out.write(value >> 8);
  }

  public static void int32(ByteArrayOutputStream out, long value) {
    int16(out, (int) value);
    int16(out, (int) (value >> 16));
  }
}
