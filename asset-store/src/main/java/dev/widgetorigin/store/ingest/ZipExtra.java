package dev.widgetorigin.store.ingest;

import java.nio.ByteBuffer;

/** The extra field of a zip header: a list of id, length, data. */
final class ZipExtra {
  private static final int UNICODE_PATH = 0x7075;

  private ZipExtra() {}

  /** Adds a problem where the field is malformed, or gives the entry another name. */
  static void check(ByteBuffer extra, RawName name, Problems problems) {
    int position = 0;
    while (position + 4 <= extra.limit()) {
      int id = ZipDirectory.u16(extra, position);
      int length = ZipDirectory.u16(extra, position + 2);
      position += 4;
      if (position + length > extra.limit()) {
        problems.invalid(name + ": its zip extra field is malformed");
        return;
      }
      // Version byte and a CRC of the old name, then the new one.
      if (id == UNICODE_PATH) {
        byte[] other = new byte[Math.max(0, length - 5)];
        extra.get(position + length - other.length, other);
        if (!new RawName(other).equals(name)) {
          problems.invalid(name + ": its zip extra field has another name");
        }
      }
      position += length;
    }
  }
}
