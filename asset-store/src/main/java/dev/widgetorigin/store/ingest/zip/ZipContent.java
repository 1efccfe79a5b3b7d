package dev.widgetorigin.store.ingest.zip;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import dev.widgetorigin.store.ingest.zip.ZipDirectory.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The bytes of one zip entry. They must have the size and CRC that the directory promises. */
final class ZipContent extends InputStream {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  private final FileChannel file;
  private final Entry entry;
  private final ByteBuffer packed = ByteBuffer.allocate(32 * 1024);
  private final Inflater inflater;
  private final CRC32 crc = new CRC32();
  private final long end;
  private long position;
  private long produced;

  ZipContent(FileChannel file, Entry entry, long position) {
    this.file = file;
    this.entry = entry;
    this.position = position;
    this.end = position + entry.packedSize();
    this.inflater = entry.method() == DEFLATED ? new Inflater(true) : null;
    packed.limit(0);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int n = inflater == null ? copy(target, offset, length) : inflate(target, offset, length);
    if (n < 0) {
      throw fault("has fewer bytes than the zip directory says");
    }
    crc.update(target, offset, n);
    produced += n;
    return n;
  }

  /** Whether all promised bytes have been read. */
  boolean isRead() {
    return produced == entry.size();
  }

  /** Call when all promised bytes have been read. */
  void checkEnd() throws IOException {
    byte[] one = new byte[1];
    if (inflater != null && inflate(one, 0, 1) >= 0) {
      throw fault("has more bytes than the zip directory says");
    }
    boolean allUsed = position == end && !packed.hasRemaining();
    if (inflater != null && (!allUsed || inflater.getRemaining() > 0)) {
      throw fault("has data behind its deflated bytes");
    }
    if (produced != entry.size() || crc.getValue() != entry.crc()) {
      throw fault("does not have the CRC that the zip directory says");
    }
  }

  private int copy(byte[] target, int offset, int length) throws IOException {
    if (!packed.hasRemaining() && !fill()) {
      return -1;
    }
    int n = Math.min(length, packed.remaining());
    packed.get(target, offset, n);
    return n;
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      while (true) {
        int n = inflater.inflate(target, offset, length);
        if (n > 0) {
          return n;
        }
        if (inflater.finished()) {
          return -1;
        }
        if (!inflater.needsInput() || !fill()) {
          throw fault("is cut short or damaged");
        }
        inflater.setInput(packed.array(), 0, packed.limit());
        packed.position(packed.limit());
      }
    } catch (DataFormatException e) {
      throw fault("is damaged");
    }
  }

  private boolean fill() throws IOException {
    packed.clear().limit((int) Math.min(packed.capacity(), end - position));
    while (packed.hasRemaining()) {
      if (file.read(packed, position + packed.position()) < 0) {
        throw fault("is cut short");
      }
    }
    position += packed.position();
    packed.flip();
    return packed.hasRemaining();
  }

  private ArchiveFault fault(String what) {
    return ArchiveFault.invalid(entry.name() + " " + what);
  }

  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
    }
  }
}
