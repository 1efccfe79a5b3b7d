package dev.widgetorigin.store.ingest;

import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.tar.TarHeader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What an archive is, by its first bytes. */
enum ArchiveFormat {
  GZIP,
  TAR,
  ZIP,
  OTHER;

  private static final String ANEW =
      "; pack the folder anew, for example with: tar -czf bundle.tgz dist";

  /** First bytes, and what starts so. */
  private static final String[][] OTHER_KINDS = {
    {"\u00fd7zXZ\0", "an .xz file"},
    {"BZh", "a .bz2 file"},
    {"(\u00b5/\u00fd", "a .zst file"},
    {"7z\u00bc\u00af'\u001c", "a .7z archive"},
    {"Rar!", "a .rar archive"},
    {"PK\u0007\b", "a part of a split .zip archive"},
    {"LZIP", "an .lz file"},
    {"\u001f\u009d", "a .Z file"},
    {"070701", "a cpio archive"},
    {"070702", "a cpio archive"},
    {"070707", "a cpio archive"},
    {"!<arch>\n", "an ar archive, such as a .deb"}
  };

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

  private static final String ITSELF =
      "; send the archive itself, for example with: curl --upload-file bundle.tgz";

  /** Why an upload is no archive, and how to make one. */
  static String unknown(byte[] first, int length, String declaredType) {
    if (length > 0 && isDeclared(declaredType, "multipart/")) {
      return "expected a .tgz, .tar or .zip archive, found a form with files in it, as of 'curl -F'"
          + ITSELF;
    }
    String found = length == 0 ? "nothing" : kind(first, length);
    return "expected a .tgz, .tar or .zip archive, found "
        + found
        + (length == 0 || declaredType == null
            ? ""
            : ", declared as " + EntryName.show(declaredType))
        + ANEW;
  }

  /**
   * What is added where an archive is damaged: people send files with {@code curl -d}, which takes
   * the line breaks out of them and declares a form. Empty where none was declared.
   */
  static String whyDamaged(String declaredType) {
    return isDeclared(declaredType, "application/x-www-form-urlencoded")
        ? ". It came as the text of a form: 'curl -d' takes line breaks out of a file" + ITSELF
        : "";
  }

  private static boolean isDeclared(String declaredType, String start) {
    return declaredType != null && declaredType.strip().toLowerCase(Locale.ROOT).startsWith(start);
  }

  /** The same of a gzip file that holds no tar. */
  static String inGzip(ArchiveFormat format, byte[] first) {
    String found =
        switch (format) {
          case GZIP -> "another gzip: it is compressed twice";
          case ZIP -> "a .zip archive: take off the gzip around it";
          case TAR, OTHER -> first.length == 0 ? "nothing" : kind(first, first.length);
        };
    return "expected a tar archive inside the gzip, found " + found + ANEW;
  }

  private static String kind(byte[] first, int length) {
    String text = new String(first, 0, Math.min(length, 16), StandardCharsets.ISO_8859_1);
    for (String[] each : OTHER_KINDS) {
      if (text.startsWith(each[0])) {
        return each[1];
      }
    }
    if (isZero(first, length)) {
      return "nothing but zeros, as an empty .tar archive has";
    }
    // What a download that failed often leaves under the name of an archive.
    String content = text.stripLeading();
    if (content.startsWith("<")) {
      return "HTML or XML";
    }
    return content.startsWith("{") || content.startsWith("[") ? "JSON" : "something else";
  }

  private static boolean isZero(byte[] first, int length) {
    for (int i = 0; i < length; i++) {
      if (first[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
