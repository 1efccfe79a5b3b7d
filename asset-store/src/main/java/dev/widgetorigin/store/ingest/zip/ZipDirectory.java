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
 * A zip file's end record and central directory (APPNOTE.TXT 6.3), strictly: the file must consist
 * of its entries, its central directory and its end record, with nothing before, between or behind.
 *
 * @param entries in the order of the central directory
 * @param start where the central directory starts, which is where the last entry must end
 */
record ZipDirectory(List<Entry> entries, long start) {
  private static final int END_SIZE = 22;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int CENTRAL_SIZE = 46;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final int DOS = 0;
  private static final int UNIX = 3;
  private static final int NTFS = 10;
  private static final int MACOS = 19;
  private static final long ABSENT_32 = 0xFFFFFFFFL;

  /**
   * One file header of the central directory.
   *
   * @param name as the header spells it
   * @param unicodeName the same in UTF-8, where the extra field has it
   * @param path what the name means, with slashes between folders
   * @param mode Unix file mode, or 0 where another system made the entry
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
      int mode) {}

  private record End(long position, int count, long size, long start) {}

  static ZipDirectory read(FileChannel file, BundleBuilder bundle, Problems problems)
      throws IOException {
    End end = findEnd(file);
    List<Entry> entries = new ArrayList<>();
    long position = end.start;
    while (position < end.position) {
      bundle.countEntry();
      ByteBuffer fixed = readAt(file, position, CENTRAL_SIZE, end.position);
      if (fixed.getInt(0) != CENTRAL_SIGNATURE) {
        throw ArchiveFault.invalid("the zip central directory is damaged");
      }
      int nameLength = u16(fixed, 28);
      int extraLength = u16(fixed, 30);
      int commentLength = u16(fixed, 32);
      ByteBuffer rest =
          readAt(file, position + CENTRAL_SIZE, nameLength + extraLength, end.position);
      byte[] name = new byte[nameLength];
      rest.get(name);
      RawName rawName = new RawName(name);
      RawName unicodeName =
          ZipExtra.name(rest.slice().order(ByteOrder.LITTLE_ENDIAN), rawName, problems);
      entries.add(entry(fixed, rawName, unicodeName));
      position += CENTRAL_SIZE + nameLength + extraLength + commentLength;
    }
    if (position != end.position || entries.size() != end.count) {
      throw ArchiveFault.invalid(
          "the zip end record promises " + end.count + " entries; found " + entries.size());
    }
    return new ZipDirectory(entries, end.start);
  }

  private static Entry entry(ByteBuffer fixed, RawName name, RawName unicodeName)
      throws ArchiveFault {
    // The upper byte of "version made by" is the system.
    int system = fixed.get(5);
    Entry entry =
        new Entry(
            name,
            unicodeName,
            system == DOS || system == NTFS ? unicodeName.withSlashes() : unicodeName,
            u16(fixed, 8),
            u16(fixed, 10),
            u32(fixed, 16),
            u32(fixed, 20),
            u32(fixed, 24),
            u32(fixed, 42),
            system == UNIX || system == MACOS ? u16(fixed, 40) : 0);
    if (u16(fixed, 34) != 0) {
      throw ArchiveFault.invalid("the zip archive is split over several files");
    }
    if (entry.packedSize == ABSENT_32 || entry.size == ABSENT_32 || entry.offset == ABSENT_32) {
      throw zip64();
    }
    return entry;
  }

  /** Exactly one record may end where the file ends: two would mean two archives in one. */
  private static End findEnd(FileChannel file) throws IOException {
    long length = file.size();
    long from = Math.max(0, length - END_SIZE - MAX_COMMENT);
    ByteBuffer tail = readAt(file, from, (int) (length - from), length);
    int found = -1;
    for (int i = tail.limit() - END_SIZE; i >= 0; i--) {
      if (tail.getInt(i) == END_SIGNATURE && i + END_SIZE + u16(tail, i + 20) == tail.limit()) {
        if (found >= 0) {
          throw ArchiveFault.invalid("the zip archive has two end records");
        }
        found = i;
      }
    }
    if (found < 0) {
      throw ArchiveFault.invalid(
          "the zip archive has no end record where it ends: it is cut short, or has data after it");
    }
    int count = u16(tail, found + 10);
    long size = u32(tail, found + 12);
    long start = u32(tail, found + 16);
    if (count == 0xFFFF || size == ABSENT_32 || start == ABSENT_32) {
      throw zip64();
    }
    if (u16(tail, found + 4) != 0 || u16(tail, found + 6) != 0 || u16(tail, found + 8) != count) {
      throw ArchiveFault.invalid("the zip archive is split over several files");
    }
    long position = from + found;
    if (start + size != position) {
      throw ArchiveFault.invalid(
          "the zip central directory is not where the end record says: data before or between");
    }
    return new End(position, count, size, start);
  }

  /** Nothing within the limits needs the 64-bit fields, and readers disagree on when they count. */
  static ArchiveFault zip64() {
    return ArchiveFault.invalid("the zip archive uses zip64 sizes; no bundle is large enough");
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
