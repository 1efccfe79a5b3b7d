package dev.widgetorigin.store.ingest.zip;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import dev.widgetorigin.store.ingest.bundle.Problems;
import dev.widgetorigin.store.ingest.bundle.RawName;
import dev.widgetorigin.store.ingest.zip.ZipDirectory.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holds a zip's local headers against its central directory: they must say the same, and the
 * entries must lie one behind the other from the first byte to the directory. So no two can share
 * bytes, which is how a small zip becomes a large bundle, and no reader that goes by the local
 * headers sees another bundle than one that goes by the directory.
 */
final class ZipLayout {
  private static final int LOCAL_SIZE = 30;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
  private static final int HAS_DESCRIPTOR = 1 << 3;

  private final FileChannel file;
  private final Problems problems;

  ZipLayout(FileChannel file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Where each entry's bytes start, in the order of the directory. */
  long[] check(ZipDirectory directory) throws IOException {
    List<Entry> entries = directory.entries();
    long[] data = new long[entries.size()];
    int[] byOffset =
        IntStream.range(0, data.length)
            .boxed()
            .sorted(Comparator.comparingLong(i -> entries.get(i).offset()))
            .mapToInt(Integer::intValue)
            .toArray();
    long position = 0;
    for (int i : byOffset) {
      Entry entry = entries.get(i);
      if (entry.offset() != position) {
        throw ArchiveFault.invalid(
            entry.name()
                + (entry.offset() < position
                    ? " overlaps another entry of the zip"
                    : " has data before it that belongs to no entry of the zip"));
      }
      Local local = checkLocal(entry, directory.start());
      data[i] = local.data;
      position = checkDescriptor(entry, local, directory.start());
    }
    if (position != directory.start()) {
      throw ArchiveFault.invalid(
          "the zip has data before its central directory that belongs to no entry");
    }
    return data;
  }

  /**
   * A local header that was looked at.
   *
   * @param data where the bytes start
   * @param wide whether it has zip64 sizes
   */
  private record Local(long data, boolean wide) {}

  private Local checkLocal(Entry entry, long end) throws IOException {
    String shown = entry.name().toString();
    ByteBuffer fixed = ZipDirectory.readAt(file, entry.offset(), LOCAL_SIZE, end);
    if (fixed.getInt(0) != LOCAL_SIGNATURE) {
      throw ArchiveFault.invalid(shown + ": no local header where the zip directory says");
    }
    int nameLength = ZipDirectory.u16(fixed, 26);
    int extraLength = ZipDirectory.u16(fixed, 28);
    ByteBuffer rest =
        ZipDirectory.readAt(file, entry.offset() + LOCAL_SIZE, nameLength + extraLength, end);
    byte[] bytes = new byte[nameLength];
    rest.get(bytes);
    RawName name = new RawName(bytes);
    if (!name.equals(entry.name())) {
      problems.invalid(shown + " is named " + name.toString() + " in its local header");
    }
    ZipExtra extra = ZipExtra.read(rest, name, problems);
    if (name.equals(entry.name()) && !extra.unicodeName().equals(entry.unicodeName())) {
      problems.invalid(shown + " has another Unicode name in its local header");
    }
    compare(shown, "flags", entry.flags(), ZipDirectory.u16(fixed, 6));
    compare(shown, "method", entry.method(), ZipDirectory.u16(fixed, 8));
    boolean later = hasDescriptor(entry);
    compareUnlessLater(shown, "CRC", entry.crc(), ZipDirectory.u32(fixed, 14), later);
    long size = extra.wide().value(ZipDirectory.u32(fixed, 22));
    long packedSize = extra.wide().value(ZipDirectory.u32(fixed, 18));
    compareUnlessLater(shown, "packed size", entry.packedSize(), packedSize, later);
    compareUnlessLater(shown, "size", entry.size(), size, later);
    return new Local(
        entry.offset() + LOCAL_SIZE + nameLength + extraLength, extra.wide().present());
  }

  private void compare(String shown, String what, long central, long local) {
    if (central != local) {
      problems.invalid(
          shown
              + ": its "
              + what
              + " is "
              + central
              + " in the zip directory, "
              + local
              + " in its local header");
    }
  }

  /** With a descriptor the local header may leave a figure 0; it may not state another. */
  private void compareUnlessLater(
      String shown, String what, long central, long local, boolean later) {
    if (!later || local != 0) {
      compare(shown, what, central, local);
    }
  }

  /** Where the next entry starts: behind the bytes, and behind the descriptor if there is one. */
  private long checkDescriptor(Entry entry, Local local, long end) throws IOException {
    long position = local.data + entry.packedSize();
    if (position > end) {
      throw ArchiveFault.invalid(entry.name() + " runs into the zip's central directory");
    }
    if (!hasDescriptor(entry)) {
      return position;
    }
    int available = (int) Math.min(24, end - position);
    ByteBuffer descriptor = ZipDirectory.readAt(file, position, available, end);
    // The signature is customary, not required. A CRC that happens to equal it is refused.
    boolean signed = available >= 4 && descriptor.getInt(0) == DESCRIPTOR_SIGNATURE;
    int fields = signed ? 4 : 0;
    // With zip64 sizes in a header those here have eight bytes; not every tool does that.
    if ((local.wide || entry.wide()) && isOf(entry, descriptor, fields, Long.BYTES)) {
      return position + fields + 20;
    }
    if (!isOf(entry, descriptor, fields, Integer.BYTES)) {
      throw ArchiveFault.invalid(
          entry.name() + ": its data descriptor and the zip directory disagree");
    }
    return position + fields + 12;
  }

  private static boolean isOf(Entry entry, ByteBuffer descriptor, int fields, int width) {
    return descriptor.limit() >= fields + 4 + 2 * width
        && ZipDirectory.u32(descriptor, fields) == entry.crc()
        && size(descriptor, fields + 4, width) == entry.packedSize()
        && size(descriptor, fields + 4 + width, width) == entry.size();
  }

  private static long size(ByteBuffer descriptor, int offset, int width) {
    return width == Long.BYTES ? descriptor.getLong(offset) : ZipDirectory.u32(descriptor, offset);
  }

  private static boolean hasDescriptor(Entry entry) {
    return (entry.flags() & HAS_DESCRIPTOR) != 0;
  }
}
