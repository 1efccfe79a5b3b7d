package dev.widgetorigin.store.ingest.bundle;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Files that do not belong in a bundle for browsers, by name and by first bytes. Pure. */
public final class ContentMismatch {
  /** As many first bytes as the tests on content need. */
  public static final int SNIFFED = 512;

  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("exe", "a Windows program"),
          Map.entry("dll", "a Windows library"),
          Map.entry("msi", "a Windows installer"),
          Map.entry("bat", "a Windows script"),
          Map.entry("cmd", "a Windows script"),
          Map.entry("ps1", "a Windows script"),
          Map.entry("so", "a native library"),
          Map.entry("dylib", "a native library"),
          Map.entry("node", "a native library"),
          Map.entry("sh", "a shell script"),
          Map.entry("php", "server code that would be shown, not run"),
          Map.entry("jsp", "server code that would be shown, not run"),
          Map.entry("asp", "server code that would be shown, not run"),
          Map.entry("aspx", "server code that would be shown, not run"),
          Map.entry("py", "server code that would be shown, not run"),
          Map.entry("rb", "server code that would be shown, not run"),
          Map.entry("jar", "a Java archive"),
          Map.entry("env", "an environment file, which often has secrets"),
          Map.entry("pem", "a key or certificate"),
          Map.entry("key", "a key"),
          Map.entry("p12", "a key store"),
          Map.entry("pfx", "a key store"),
          Map.entry("jks", "a key store"),
          Map.entry("sql", "a database dump"),
          Map.entry("sqlite", "a database"),
          Map.entry("db", "a database"),
          Map.entry("log", "a log"),
          Map.entry("bak", "a backup copy"),
          Map.entry("tgz", "a packed bundle inside the bundle"));

  private static final Set<String> NOT_HTML =
      Set.of(
          "js", "mjs", "cjs", "css", "json", "map", "wasm", "woff", "woff2", "png", "jpg", "jpeg",
          "gif", "webp", "avif", "ico");

  /** First bytes in ISO-8859-1; any of them will do. */
  private static final Map<String, List<String>> MAGIC =
      Map.of(
          "wasm", List.of("\0asm"),
          "woff", List.of("wOFF"),
          "woff2", List.of("wOF2"),
          "png", List.of("\u0089PNG\r\n"),
          "jpg", List.of("\u00ff\u00d8\u00ff"),
          "jpeg", List.of("\u00ff\u00d8\u00ff"),
          "gif", List.of("GIF87a", "GIF89a"),
          "webp", List.of("RIFF"));

  private static final Set<String> TEXT = Set.of("js", "mjs", "cjs", "css", "json", "map", "html");

  private ContentMismatch() {}

  /** What the name says that one would not expect, or null. */
  public static String byName(String path) {
    String what = BY_EXTENSION.get(extension(path));
    return what == null ? null : "is " + what;
  }

  /** What the first bytes say against the name, or null. */
  public static String byContent(String path, byte[] first) {
    String extension = extension(path);
    String text = new String(first, StandardCharsets.ISO_8859_1);
    if (NOT_HTML.contains(extension) && isHtml(text)) {
      return "has HTML in it: perhaps an error page was saved in its place";
    }
    if (text.startsWith("\u007fELF") || (text.startsWith("MZ") && text.indexOf('\0') >= 0)) {
      return "is a native program";
    }
    List<String> expected = MAGIC.get(extension);
    if (expected != null && expected.stream().noneMatch(text::startsWith)) {
      return "does not start as a ." + extension + " file does";
    }
    if (TEXT.contains(extension)) {
      if (text.startsWith("\u001f\u008b")) {
        return "is gzipped already; publish it plain, it is compressed when published";
      }
      if (text.startsWith("\u00ff\u00fe") || text.startsWith("\u00fe\u00ff")) {
        return "is UTF-16; it is served as UTF-8";
      }
    }
    return null;
  }

  private static boolean isHtml(String text) {
    String start =
        (text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text).stripLeading();
    String lower = start.substring(0, Math.min(start.length(), 32)).toLowerCase(Locale.ROOT);
    return lower.startsWith("<!doctype html") || lower.startsWith("<html");
  }

  public static String extension(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
  }
}
