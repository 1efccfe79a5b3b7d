package dev.widgetorigin.store.ingest.tar;

import dev.widgetorigin.store.ingest.bundle.ArchiveFault;
import dev.widgetorigin.store.ingest.bundle.EntryName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The records of a PAX extended header: {@code "<length> <key>=<value>\n"} each, the length
 * counting the whole record in decimal.
 */
record PaxRecords(Map<String, byte[]> values) {
  /** POSIX.1-2008's name of it. */
  static final String UTF_8 = "ISO-IR 10646 2000 UTF-8";

  /** Keys that change what an entry is or where its bytes end. */
  private static final Set<String> TELLING =
      Set.of("path", "linkpath", "size", "hdrcharset", "SCHILY.filetype", "SCHILY.realsize");

  static boolean isTelling(String key) {
    return TELLING.contains(key) || key.startsWith("GNU.sparse");
  }

  static PaxRecords parse(byte[] bytes) throws ArchiveFault {
    Map<String, byte[]> values = new LinkedHashMap<>();
    int position = 0;
    while (position < bytes.length) {
      int space = position;
      int length = 0;
      while (space < bytes.length && bytes[space] >= '0' && bytes[space] <= '9' && length < 1e7) {
        length = 10 * length + bytes[space++] - '0';
      }
      int end = position + length;
      if (space == position
          || space >= bytes.length
          || bytes[space] != ' '
          || end > bytes.length
          || end <= space + 1
          || bytes[end - 1] != '\n') {
        throw malformed();
      }
      int equals = space + 1;
      while (equals < end && bytes[equals] != '=') {
        equals++;
      }
      if (equals == end) {
        throw malformed();
      }
      String key = new String(bytes, space + 1, equals - space - 1, StandardCharsets.UTF_8);
      byte[] value = Arrays.copyOfRange(bytes, equals + 1, end - 1);
      // Readers disagree on which of two counts.
      if (values.put(key, value) != null && isTelling(key)) {
        throw ArchiveFault.invalid("a PAX header gives " + EntryName.show(key) + " twice");
      }
      position = end;
    }
    return new PaxRecords(values);
  }

  private static ArchiveFault malformed() {
    return ArchiveFault.invalid("a PAX header is malformed");
  }
}
