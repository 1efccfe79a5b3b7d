package dev.widgetorigin.store.ingest.zip;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import dev.widgetorigin.store.ingest.bundle.BundleBuilder;
import dev.widgetorigin.store.ingest.bundle.Problems;
import dev.widgetorigin.store.ingest.bundle.RawName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A zip file's central directory (APPNOTE.TXT 6.3), strictly: the file must consist of its entries,
 * its central directory and its end records, with nothing before, between or behind.
 *
 * @param entries in the order of the central directory
 * @param start where the central directory starts, which is where the last entry must end
 */
record ZipDirectory(List<Entry> entries, long start) {
  private static final int CENTRAL_SIZE = 46;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int DOS = 0;
  private static final int UNIX = 3;
  private static final int NTFS = 10;
  private static final int MACOS = 19;

  /**
   * One file header of the central directory.
   *
   * @param name as the header spells it
   * @param unicodeName the same in UTF-8, where the extra field has it
   * @param path what the name means, with slashes between folders
   * @param mode Unix file mode, or 0 where another system made the entry
   * @param wide whether the header has zip64 sizes
   */
  record Entry(
      RawName name,
      RawName unicodeName,
      RawName path,
      int flags,
      int method,
      long crc,
      long packedSize,
      long size,
      long offset,
      int mode,
      boolean wide) {}

  static ZipDirectory read(FileChannel file, BundleBuilder bundle, Problems problems)
      throws IOException {
    ZipEnd end = ZipEnd.find(file);
    List<Entry> entries = new ArrayList<>();
    long position = end.start();
    while (position < end.position()) {
      bundle.countEntry();
      ByteBuffer fixed = readAt(file, position, CENTRAL_SIZE, end.position());
      if (fixed.getInt(0) != CENTRAL_SIGNATURE) {
        throw ArchiveFault.invalid("the zip central directory is damaged");
      }
      int nameLength = u16(fixed, 28);
      int extraLength = u16(fixed, 30);
      int commentLength = u16(fixed, 32);
      ByteBuffer rest =
          readAt(file, position + CENTRAL_SIZE, nameLength + extraLength, end.position());
      byte[] name = new byte[nameLength];
      rest.get(name);
      ZipExtra extra = ZipExtra.read(rest, new RawName(name), problems);
      entries.add(entry(fixed, extra));
      position += CENTRAL_SIZE + nameLength + extraLength + commentLength;
    }
    if (position != end.position() || entries.size() != end.count()) {
      throw ArchiveFault.invalid(
          "the zip end record promises " + end.count() + " entries; found " + entries.size());
    }
    return new ZipDirectory(entries, end.start());
  }

  private static Entry entry(ByteBuffer fixed, ZipExtra extra) throws ArchiveFault {
    if (u16(fixed, 34) != 0) {
      throw ZipEnd.split();
    }
    long size = extra.wide().value(u32(fixed, 24));
    long packedSize = extra.wide().value(u32(fixed, 20));
    long offset = extra.wide().value(u32(fixed, 42));
    // The upper byte of "version made by" is the system.
    int system = fixed.get(5);
    RawName unicodeName = extra.unicodeName();
    return new Entry(
        extra.name(),
        unicodeName,
        system == DOS || system == NTFS ? unicodeName.withSlashes() : unicodeName,
        u16(fixed, 8),
        u16(fixed, 10),
        u32(fixed, 16),
        packedSize,
        size,
        offset,
        system == UNIX || system == MACOS ? u16(fixed, 40) : 0,
        extra.wide().present());
  }

  static ByteBuffer readAt(FileChannel file, long position, int length, long end)
      throws IOException {
    if (position + length > end) {
      throw ArchiveFault.invalid("a zip header is cut short");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, position + buffer.position()) < 0) {
        throw ArchiveFault.invalid("the zip archive is cut short");
      }
    }
    return buffer.flip();
  }

  static int u16(ByteBuffer buffer, int offset) {
    return buffer.getShort(offset) & 0xFFFF;
  }

  static long u32(ByteBuffer buffer, int offset) {
    return buffer.getInt(offset) & 0xFFFFFFFFL;
  }
}
