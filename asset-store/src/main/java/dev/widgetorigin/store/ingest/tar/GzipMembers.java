package dev.widgetorigin.store.ingest.tar;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import dev.widgetorigin.store.ingest.bundle.BombRatio;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The bytes of a gzip file (RFC 1952), one member after the other, strictly: checksums must hold,
 * nothing but zeros may follow the last member, and neither bytes, members nor the ratio may be
 * those of a bomb. The JDK's stream ignores what follows a member, and libraries keep a header's
 * file name of any length on the heap; both are why this is here.
 *
 * <p>Several members are legitimate: {@code pigz}, {@code bgzip} and {@code cat} make them.
 */
public final class GzipMembers extends InputStream {
  private static final int MAX_MEMBERS = 10_000;
  private static final int MAX_HEADER_FIELD = 64 * 1024;

  private final InputStream in;
  private final long maxBytes;
  private final byte[] buffer = new byte[64 * 1024];
  private final byte[] single = new byte[1];
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private int position;
  private int end;
  private boolean inMember;
  private int members;
  private long bytesIn;
  private long bytesOut;

  /**
   * @param maxBytes more than this is refused as too large
   */
  public GzipMembers(InputStream in, long maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  @Override
  public int read() throws IOException {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      if (!inMember && !startMember()) {
        return -1;
      }
      int n = inflate(target, offset, length);
      if (n > 0) {
        crc.update(target, offset, n);
        count(n);
        return n;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsInput()) {
        position = end;
        require("the gzip stream is cut short");
        inflater.setInput(buffer, position, end - position);
      } else {
        throw ArchiveFault.invalid("the gzip stream needs a dictionary");
      }
    }
  }

  private int inflate(byte[] target, int offset, int length) throws ArchiveFault {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      throw ArchiveFault.invalid("the gzip stream is damaged");
    }
  }

  private void count(int n) throws ArchiveFault {
    bytesOut += n;
    if (bytesOut > maxBytes) {
      throw ArchiveFault.tooLarge("unpacks to more than " + maxBytes + " bytes");
    }
    if (BombRatio.isBomb(bytesIn, bytesOut)) {
      throw ArchiveFault.tooLarge(BombRatio.problem("the gzip stream"));
    }
  }

  private boolean startMember() throws IOException {
    if (position == end && !fill()) {
      if (members == 0) {
        throw ArchiveFault.invalid("the gzip stream is empty");
      }
      return false;
    }
    int first = next();
    if (first == 0 && members > 0) {
      skipZeros();
      return false;
    }
    if (first != 0x1f || next() != 0x8b) {
      throw ArchiveFault.invalid("there is data after the end of the gzip stream");
    }
    if (++members > MAX_MEMBERS) {
      throw ArchiveFault.tooLarge("more than " + MAX_MEMBERS + " gzip members");
    }
    skipHeader();
    inflater.reset();
    inflater.setInput(buffer, position, end - position);
    crc.reset();
    inMember = true;
    return true;
  }

  /** What follows the two octets that every member begins with (RFC 1952 §2.3). */
  private void skipHeader() throws IOException {
    if (next() != 8) {
      throw ArchiveFault.invalid("the gzip stream is not deflated");
    }
    int flags = next();
    if ((flags & 0xE0) != 0) {
      throw ArchiveFault.invalid("the gzip header has reserved flags set");
    }
    skip(6);
    if ((flags & 4) != 0) {
      int low = next();
      skip(low | next() << 8);
    }
    if ((flags & 8) != 0) {
      skipText();
    }
    if ((flags & 16) != 0) {
      skipText();
    }
    if ((flags & 2) != 0) {
      skip(2);
    }
  }

  private void endMember() throws IOException {
    position = end - inflater.getRemaining();
    long expectedCrc = next32();
    long expectedSize = next32();
    if (expectedCrc != crc.getValue()) {
      throw ArchiveFault.invalid("the gzip checksum does not match");
    }
    if (expectedSize != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw ArchiveFault.invalid("the gzip length does not match");
    }
    inMember = false;
  }

  /** Tapes and some writers fill up the last block; gzip itself passes over it, too. */
  private void skipZeros() throws IOException {
    while (position < end || fill()) {
      if (buffer[position++] != 0) {
        throw ArchiveFault.invalid("there is data after the end of the gzip stream");
      }
    }
  }

  private void skipText() throws IOException {
    for (int i = 0; i < MAX_HEADER_FIELD; i++) {
      if (next() == 0) {
        return;
      }
    }
    throw ArchiveFault.invalid("a gzip header field is over " + MAX_HEADER_FIELD + " bytes");
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  private long next32() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (long) next() << shift;
    }
    return value;
  }

  private int next() throws IOException {
    if (position == end) {
      require("the gzip stream is cut short");
    }
    return buffer[position++] & 0xFF;
  }

  private void require(String problem) throws IOException {
    if (!fill()) {
      throw ArchiveFault.invalid(problem);
    }
  }

  private boolean fill() throws IOException {
    int n = in.read(buffer, 0, buffer.length);
    position = 0;
    end = Math.max(n, 0);
    bytesIn += end;
    return n > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
