package dev.widgetorigin.store.ingest;

import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.tar.TarHeader;
import java.nio.charset.StandardCharsets;

/** What an archive is, by its first bytes. */
enum ArchiveFormat {
  GZIP,
  TAR,
  ZIP,
  OTHER;

  static ArchiveFormat detect(byte[] first, int length) {
    if (length >= 2 && (first[0] & 0xFF) == 0x1f && (first[1] & 0xFF) == 0x8b) {
      return GZIP;
    }
    if (length >= 4 && first[0] == 'P' && first[1] == 'K' && isZipRecord(first[2], first[3])) {
      return ZIP;
    }
    if (length >= 262 && new String(first, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
      return TAR;
    }
    if (length >= TarHeader.BLOCK && TarHeader.looksLikeV7(first)) {
      return TAR;
    }
    return OTHER;
  }

  /** A local header, or the end record of an empty archive. */
  private static boolean isZipRecord(byte third, byte fourth) {
    return (third == 3 && fourth == 4) || (third == 5 && fourth == 6);
  }

  static String unknown(int length, String declaredType) {
    String found =
        length == 0
            ? "nothing"
            : declaredType == null
                ? "something else"
                : "something else, declared as " + EntryName.show(declaredType);
    return "expected a .tgz, .tar or .zip archive, found " + found;
  }
}
