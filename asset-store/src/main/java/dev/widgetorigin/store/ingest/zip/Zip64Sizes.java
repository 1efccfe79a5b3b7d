package dev.widgetorigin.store.ingest.zip;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import dev.widgetorigin.store.ingest.bundle.RawName;
import java.nio.ByteBuffer;

/**
 * The zip64 extra field of one zip header (APPNOTE.TXT 4.5.3): eight bytes for each size or offset
 * whose own four are all ones, in the order of the header. Tools that pack a stream write it
 * whatever the size, since they cannot know that yet.
 */
final class Zip64Sizes {
  static final int ID = 1;
  static final long ABSENT_32 = 0xFFFFFFFFL;

  /** Far beyond every limit; sums of such figures still fit. */
  private static final long MOST = 1L << 40;

  private final RawName name;
  private final ByteBuffer values;

  /**
   * @param values what the extra field holds, or null where there is none
   */
  Zip64Sizes(RawName name, ByteBuffer values) {
    this.name = name;
    this.values = values;
  }

  boolean present() {
    return values != null;
  }

  /** The figure that a header means; to be called for its figures in their order. */
  long value(long own) throws ArchiveFault {
    if (own != ABSENT_32) {
      return own;
    }
    if (values == null || values.remaining() < Long.BYTES) {
      throw ArchiveFault.invalid(name + ": its zip64 sizes are missing; pack the zip anew");
    }
    long value = values.getLong();
    if (value < 0 || value > MOST) {
      throw ArchiveFault.invalid(name + ": its zip64 sizes are beyond every limit");
    }
    return value;
  }
}
