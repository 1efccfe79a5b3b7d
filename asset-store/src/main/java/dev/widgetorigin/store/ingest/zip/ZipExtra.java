package dev.widgetorigin.store.ingest.zip;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import dev.widgetorigin.store.ingest.bundle.Problems;
import dev.widgetorigin.store.ingest.bundle.RawName;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * What the extra field of a zip header says: a list of id, length, data.
 *
 * @param name in the header
 * @param unicodeName the same in UTF-8, where the extra field has it
 * @param wide the zip64 sizes; may be absent
 */
record ZipExtra(RawName name, RawName unicodeName, Zip64Sizes wide) {
  private static final int UNICODE_PATH = 0x7075;

  /** A version byte and a CRC of the name in the header. */
  private static final int BEFORE_PATH = 5;

  /**
   * Reads the remaining bytes. The entry's name is the one in the header, or, where that is in some
   * code page, the Unicode path of the extra field (APPNOTE.TXT 4.6.9). Adds a problem where the
   * field is malformed, or has another name for one that everybody can read. Throws where it has
   * two zip64 fields: readers disagree on which counts.
   */
  static ZipExtra read(ByteBuffer bytes, RawName name, Problems problems) throws ArchiveFault {
    ByteBuffer extra = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    RawName effective = name;
    ByteBuffer wide = null;
    int position = 0;
    while (position + 4 <= extra.limit()) {
      int id = ZipDirectory.u16(extra, position);
      int length = ZipDirectory.u16(extra, position + 2);
      position += 4;
      if (position + length > extra.limit()) {
        problems.invalid(name + ": its zip extra field is malformed");
        break;
      }
      if (id == UNICODE_PATH) {
        effective = unicodePath(extra, position, length, name, problems, effective);
      } else if (id == Zip64Sizes.ID) {
        if (wide != null) {
          throw ArchiveFault.invalid(name + " has its zip64 sizes twice");
        }
        wide = extra.slice(position, length).order(ByteOrder.LITTLE_ENDIAN);
      }
      position += length;
    }
    return new ZipExtra(name, effective, new Zip64Sizes(name, wide));
  }

  private static RawName unicodePath(
      ByteBuffer extra,
      int position,
      int length,
      RawName name,
      Problems problems,
      RawName otherwise) {
    byte[] path = new byte[Math.max(0, length - BEFORE_PATH)];
    extra.get(position + length - path.length, path);
    RawName other = new RawName(path);
    if (!name.isUtf8() && length > BEFORE_PATH && isOf(name, extra, position)) {
      return other;
    }
    if (!other.equals(name)) {
      problems.invalid(name + ": its zip extra field has another name");
    }
    return otherwise;
  }

  private static boolean isOf(RawName name, ByteBuffer extra, int position) {
    CRC32 crc = new CRC32();
    name.update(crc);
    return extra.get(position) == 1 && crc.getValue() == ZipDirectory.u32(extra, position + 1);
  }
}
