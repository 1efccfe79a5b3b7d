package dev.widgetorigin.origin.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Bundles as npm would pack them. */
public final class Archives {
  private Archives() {}

  /** Path, content, path, content… under {@code package/}. */
  public static byte[] tgz(String... files) {
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i < files.length; i += 2) {
      map.put(files[i], files[i + 1]);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (var file : map.entrySet()) {
        byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry("package/" + file.getKey());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A small widget whose bytes name its version. */
  public static byte[] widget(String version) {
    return tgz(
        "package.json",
        "{\"name\":\"chat\",\"version\":\"" + version + "\",\"main\":\"chat.js\"}",
        "chat.js",
        "/* " + version + " */ globalThis.chat = 1;");
  }
}
