package dev.widgetorigin.origin.observe;

import java.util.Locale;
import java.util.Map;

/** A file's type as a label: few values, whatever people call their files. */
public final class FileTypes {
  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("js", "script"),
          Map.entry("mjs", "script"),
          Map.entry("cjs", "script"),
          Map.entry("css", "style"),
          Map.entry("map", "map"),
          Map.entry("json", "json"),
          Map.entry("wasm", "wasm"),
          Map.entry("html", "document"),
          Map.entry("htm", "document"),
          Map.entry("svg", "image"),
          Map.entry("png", "image"),
          Map.entry("jpg", "image"),
          Map.entry("jpeg", "image"),
          Map.entry("gif", "image"),
          Map.entry("webp", "image"),
          Map.entry("avif", "image"),
          Map.entry("ico", "image"),
          Map.entry("woff", "font"),
          Map.entry("woff2", "font"),
          Map.entry("ttf", "font"),
          Map.entry("otf", "font"));

  private FileTypes() {}

  /** E.g. {@code script} for {@code dist/chat.mjs}; {@code other} for what is not known. */
  public static String of(String path) {
    String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return BY_EXTENSION.getOrDefault(extension, "other");
  }
}
