package dev.widgetorigin.store.ingest.checks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a script or style says about where it runs, found in one pass with a fixed buffer.
 *
 * @param sourceMap what its last {@code sourceMappingURL} comment names, or null; a data URL is cut
 * @param localAddress the first absolute URL to this machine, or null
 */
record TextScan(String sourceMap, String localAddress) {
  private static final int CHUNK = 64 * 1024;
  private static final int OVERLAP = 512;

  /**
   * {@code //# sourceMappingURL=a.js.map} or the same in a block comment; {@code @} is the old
   * form.
   */
  private static final Pattern SOURCE_MAP =
      Pattern.compile("/[/*][#@]\\s*sourceMappingURL=([^\\s'\"*]{1,300})");

  private static final Pattern LOCAL_ADDRESS =
      Pattern.compile(
          "\\b(?:https?|wss?)://(?:localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0|\\[::1])(?![\\w.-])(?::\\d{1,5})?",
          Pattern.CASE_INSENSITIVE);

  static TextScan of(Path file) throws IOException {
    String sourceMap = null;
    String localAddress = null;
    byte[] buffer = new byte[CHUNK];
    int kept = 0;
    try (InputStream in = Files.newInputStream(file)) {
      int n;
      while ((n = in.readNBytes(buffer, kept, CHUNK - kept)) > 0) {
        int length = kept + n;
        String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        Matcher maps = SOURCE_MAP.matcher(text);
        while (maps.find()) {
          sourceMap = utf8(maps.group(1));
        }
        Matcher address = LOCAL_ADDRESS.matcher(text);
        if (localAddress == null && address.find()) {
          localAddress = address.group();
        }
        kept = Math.min(OVERLAP, length);
        System.arraycopy(buffer, length - kept, buffer, 0, kept);
      }
    }
    return new TextScan(sourceMap, localAddress);
  }

  /** What was read byte by byte, so that a chunk may end anywhere, is UTF-8. */
  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
