package dev.widgetorigin.store.ingest.zip;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Where a zip's central directory is, as its end records say (APPNOTE.TXT 4.3.14 to 4.3.16): the
 * record at the end and, where there is one, the zip64 record before it, which must agree.
 *
 * @param position where the directory ends
 * @param count of its entries
 * @param start where it starts
 */
record ZipEnd(long position, long count, long start) {
  private static final int ABSENT_16 = 0xFFFF;
  private static final int SIZE = 22;
  private static final int SIGNATURE = 0x06054b50;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final int LOCATOR_SIZE = 20;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int WIDE_SIZE = 56;
  private static final int WIDE_SIGNATURE = 0x06064b50;

  /** What a record states besides where it is. */
  private record Figures(long count, long size, long start) {}

  static ZipEnd find(FileChannel file) throws IOException {
    long length = file.size();
    long from = Math.max(0, length - SIZE - MAX_COMMENT);
    ByteBuffer tail = ZipDirectory.readAt(file, from, (int) (length - from), length);
    int found = position(tail);
    Figures own =
        new Figures(
            ZipDirectory.u16(tail, found + 10),
            ZipDirectory.u32(tail, found + 12),
            ZipDirectory.u32(tail, found + 16));
    long end = from + found;
    ZipEnd wide = wide(file, end, own);
    boolean isOneFile =
        isFirstDisk(ZipDirectory.u16(tail, found + 4), wide)
            && isFirstDisk(ZipDirectory.u16(tail, found + 6), wide)
            && ZipDirectory.u16(tail, found + 8) == own.count;
    if (!isOneFile) {
      throw split();
    }
    if (wide != null) {
      return wide;
    }
    requireBehind(own, end);
    return new ZipEnd(end, own.count, own.start);
  }

  /** All ones, where the zip64 record has the number: that was found to be the first. */
  private static boolean isFirstDisk(int number, ZipEnd wide) {
    return number == 0 || (wide != null && number == ABSENT_16);
  }

  /**
   * Exactly one record may end where the file ends: two would mean two archives in one. Zeros may
   * follow, as tools fill up the last block of a stream.
   */
  private static int position(ByteBuffer tail) throws ArchiveFault {
    int last = tail.limit();
    while (last > 0 && tail.get(last - 1) == 0) {
      last--;
    }
    int found = -1;
    for (int i = tail.limit() - SIZE; i >= 0; i--) {
      if (tail.getInt(i) == SIGNATURE) {
        int end = i + SIZE + ZipDirectory.u16(tail, i + 20);
        if (end <= tail.limit() && end >= last) {
          if (found >= 0) {
            throw ArchiveFault.invalid("the zip archive has two end records");
          }
          found = i;
        }
      }
    }
    if (found < 0) {
      throw ArchiveFault.invalid(
          "the zip archive has no end record where it ends: it is cut short, or has data after it");
    }
    return found;
  }

  /** What the zip64 record says; null where there is none. */
  private static ZipEnd wide(FileChannel file, long end, Figures own) throws IOException {
    long position = end - LOCATOR_SIZE - WIDE_SIZE;
    if (position < 0) {
      return null;
    }
    ByteBuffer records = ZipDirectory.readAt(file, position, LOCATOR_SIZE + WIDE_SIZE, file.size());
    if (records.getInt(WIDE_SIZE) != LOCATOR_SIGNATURE) {
      return null;
    }
    boolean isPlain =
        records.getInt(0) == WIDE_SIGNATURE
            && records.getLong(4) == WIDE_SIZE - 12
            && records.getLong(WIDE_SIZE + 8) == position;
    if (!isPlain) {
      throw ArchiveFault.invalid("the zip archive's zip64 end record is not where it must be");
    }
    boolean isOneFile =
        records.getInt(16) == 0
            && records.getInt(20) == 0
            && records.getLong(24) == records.getLong(32)
            && records.getInt(WIDE_SIZE + 4) == 0
            && records.getInt(WIDE_SIZE + 16) <= 1;
    if (!isOneFile) {
      throw split();
    }
    Figures wide = new Figures(records.getLong(32), records.getLong(40), records.getLong(48));
    boolean agree =
        (own.count == ABSENT_16 || own.count == wide.count)
            && (own.size == Zip64Sizes.ABSENT_32 || own.size == wide.size)
            && (own.start == Zip64Sizes.ABSENT_32 || own.start == wide.start);
    if (!agree) {
      throw ArchiveFault.invalid("the two end records of the zip archive disagree");
    }
    requireBehind(wide, position);
    return new ZipEnd(position, wide.count, wide.start);
  }

  /** The record must follow right behind the directory that it states. */
  private static void requireBehind(Figures figures, long position) throws ArchiveFault {
    if (figures.start < 0 || figures.size < 0 || figures.start + figures.size != position) {
      throw ArchiveFault.invalid(
          "the zip central directory is not where the end record says: data before or between");
    }
  }

  static ArchiveFault split() {
    return ArchiveFault.invalid("the zip archive is split over several files");
  }
}
