package dev.widgetorigin.store.ingest.zip;

import dev.widgetorigin.store.ingest.bundle.Problems;
import dev.widgetorigin.store.ingest.bundle.RawName;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The extra field of a zip header: a list of id, length, data. */
final class ZipExtra {
  private static final int UNICODE_PATH = 0x7075;

  /** A version byte and a CRC of the name in the header. */
  private static final int BEFORE_PATH = 5;

  private ZipExtra() {}

  /**
   * The entry's name: the one in the header, or, where that is in some code page, the Unicode path
   * of the extra field (APPNOTE.TXT 4.6.9). Adds a problem where the field is malformed, or has
   * another name for one that everybody can read.
   */
  static RawName name(ByteBuffer extra, RawName name, Problems problems) {
    RawName effective = name;
    int position = 0;
    while (position + 4 <= extra.limit()) {
      int id = ZipDirectory.u16(extra, position);
      int length = ZipDirectory.u16(extra, position + 2);
      position += 4;
      if (position + length > extra.limit()) {
        problems.invalid(name + ": its zip extra field is malformed");
        return effective;
      }
      if (id == UNICODE_PATH) {
        byte[] bytes = new byte[Math.max(0, length - BEFORE_PATH)];
        extra.get(position + length - bytes.length, bytes);
        RawName other = new RawName(bytes);
        if (!name.isUtf8() && length > BEFORE_PATH && isOf(name, extra, position)) {
          effective = other;
        } else if (!other.equals(name)) {
          problems.invalid(name + ": its zip extra field has another name");
        }
      }
      position += length;
    }
    return effective;
  }

  private static boolean isOf(RawName name, ByteBuffer extra, int position) {
    CRC32 crc = new CRC32();
    name.update(crc);
    return extra.get(position) == 1 && crc.getValue() == ZipDirectory.u32(extra, position + 1);
  }
}
