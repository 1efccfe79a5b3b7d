package dev.widgetorigin.store.ingest.tar;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import dev.widgetorigin.store.ingest.bundle.RawName;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One 512-byte tar header (POSIX.1-1988 ustar, GNU's spelling of it, and V7).
 *
 * <pre>
 *   0 name[100]  100 mode[8]  108 uid[8]  116 gid[8]  124 size[12]  136 mtime[12]  148 checksum[8]
 * 156 type[1]  157 link[100]  257 magic[6]  263 version[2]  …  345 prefix[155]  500 padding[12]
 * </pre>
 *
 * <p>V7, from before POSIX, ends with the link; no magic and no prefix follow.
 *
 * @param name as spelled, prefix included
 * @param link as spelled; empty but for links
 */
public record TarHeader(RawName name, long size, char type, RawName link) {
  public static final int BLOCK = 512;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;
  private static final int MAX_BINARY_BYTES = 11;

  /** Throws where the block cannot be a header: then nobody can say where the next one starts. */
  static TarHeader parse(byte[] block) throws ArchiveFault {
    String magic = new String(block, MAGIC, 8, StandardCharsets.ISO_8859_1);
    boolean posix = magic.equals("ustar\00000");
    if (!posix && !magic.equals("ustar  \0") && !isV7(block)) {
      throw ArchiveFault.invalid("expected a tar header with \"ustar\", found something else");
    }
    if (octal(block, 148, 8, "checksum") != checksum(block)) {
      throw ArchiveFault.invalid("the checksum of a tar header does not match");
    }
    // star put a shorter prefix and two times there; readers that know it see another name.
    if (new String(block, 508, 4, StandardCharsets.ISO_8859_1).equals("tar\0")) {
      throw ArchiveFault.invalid("a tar header in star's own format");
    }
    byte[] name = text(block, 0, 100);
    if (posix && block[PREFIX] != 0) {
      name = join(text(block, PREFIX, 155), name);
    }
    char type = block[156] == 0 ? '0' : (char) (block[156] & 0xFF);
    // GNU tar leaves the size of a volume's label empty.
    long size = type == 'V' && block[124] == 0 ? 0 : size(block);
    return new TarHeader(new RawName(name), size, type, new RawName(text(block, 157, 100)));
  }

  /** Before ustar there was nothing behind the link's name; GNU tar fills in device numbers. */
  private static boolean isV7(byte[] block) {
    for (int i = MAGIC; i < BLOCK; i++) {
      boolean isDevice = i >= 329 && i < PREFIX;
      if (block[i] != 0 && !isDevice) {
        return false;
      }
    }
    return true;
  }

  /** Whether a tar of the oldest kind, which has no magic, may start with this block. */
  public static boolean looksLikeV7(byte[] block) {
    try {
      return isV7(block) && octal(block, 148, 8, "checksum") == checksum(block);
    } catch (ArchiveFault fault) {
      return false;
    }
  }

  public static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static long checksum(byte[] block) {
    long sum = 8 * ' ';
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? 0 : block[i] & 0xFF;
    }
    return sum;
  }

  /** Octal, or GNU's binary form of it: the top bit set, then a big-endian number. */
  private static long size(byte[] block) throws ArchiveFault {
    int offset = 124;
    if (block[offset] >= 0) {
      return octal(block, offset, 12, "size");
    }
    if (block[offset] != (byte) 0x80) {
      throw ArchiveFault.invalid("a tar header has its size in binary, and it is no size");
    }
    BigInteger value = new BigInteger(1, block, offset + 1, MAX_BINARY_BYTES);
    if (value.bitLength() > 62) {
      throw ArchiveFault.invalid("a tar header has its size in binary, and no file is so large");
    }
    return value.longValue();
  }

  /** Spaces, octal digits, then NUL or space to the end. */
  private static long octal(byte[] block, int offset, int length, String field)
      throws ArchiveFault {
    if (block[offset] < 0) {
      throw ArchiveFault.invalid("a tar header has its " + field + " in binary");
    }
    int i = offset;
    int end = offset + length;
    while (i < end && block[i] == ' ') {
      i++;
    }
    long value = 0;
    int digits = 0;
    for (; i < end && block[i] >= '0' && block[i] <= '7'; i++, digits++) {
      value = value << 3 | block[i] - '0';
    }
    for (int rest = i; rest < end; rest++) {
      if (block[rest] != 0 && block[rest] != ' ') {
        throw ArchiveFault.invalid("a tar header's " + field + " is not an octal number");
      }
    }
    if (digits == 0) {
      throw ArchiveFault.invalid("a tar header has no " + field);
    }
    return value;
  }

  private static byte[] text(byte[] block, int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(block, offset, end);
  }

  private static byte[] join(byte[] prefix, byte[] name) {
    byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    joined[prefix.length] = '/';
    System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
    return joined;
  }
}
