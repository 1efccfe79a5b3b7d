package dev.widgetorigin.store.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One 512-byte tar header (POSIX.1-1988 ustar, and GNU's spelling of it).
 *
 * <pre>
 *   0 name[100]  100 mode[8]  108 uid[8]  116 gid[8]  124 size[12]  136 mtime[12]  148 checksum[8]
 * 156 type[1]  157 link[100]  257 magic[6]  263 version[2]  …  345 prefix[155]  500 padding[12]
 * </pre>
 *
 * @param name as spelled, prefix included
 */
record TarHeader(RawName name, long size, char type) {
  static final int BLOCK = 512;

  /** Throws where the block cannot be a header: then nobody can say where the next one starts. */
  static TarHeader parse(byte[] block) throws ArchiveFault {
    String magic = new String(block, 257, 8, StandardCharsets.ISO_8859_1);
    boolean posix = magic.equals("ustar\00000");
    if (!posix && !magic.equals("ustar  \0")) {
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
    if (posix && block[345] != 0) {
      name = join(text(block, 345, 155), name);
    }
    char type = block[156] == 0 ? '0' : (char) (block[156] & 0xFF);
    return new TarHeader(new RawName(name), octal(block, 124, 12, "size"), type);
  }

  static boolean isZero(byte[] block) {
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

  /** Spaces, octal digits, then NUL or space to the end. */
  private static long octal(byte[] block, int offset, int length, String field)
      throws ArchiveFault {
    if (block[offset] < 0) {
      // GNU's binary form is for 8 GiB and more: over every limit, or a lie.
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
