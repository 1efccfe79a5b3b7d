package dev.widgetorigin.origin.web.text;

import java.util.Locale;
import java.util.Map;

/**
 * Media types by file name, as the WHATWG MIME Sniffing and HTML standards name them.
 *
 * <p>Textual types say {@code charset=utf-8}, for a script without it takes on the charset of the
 * page that embeds it. JSON types never have one (RFC 8259 §11).
 */
public final class MediaTypes {
  public static final String UNKNOWN = "application/octet-stream";

  private static final Map<String, String> BY_EXTENSION =
      Map.<String, String>ofEntries(
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("cjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("htm", "text/html; charset=utf-8"),
          Map.entry("xhtml", "application/xhtml+xml"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("text", "text/plain; charset=utf-8"),
          Map.entry("md", "text/plain; charset=utf-8"),
          Map.entry("markdown", "text/plain; charset=utf-8"),
          Map.entry("ts", "text/plain; charset=utf-8"),
          Map.entry("mts", "text/plain; charset=utf-8"),
          Map.entry("cts", "text/plain; charset=utf-8"),
          Map.entry("tsx", "text/plain; charset=utf-8"),
          Map.entry("jsx", "text/plain; charset=utf-8"),
          Map.entry("vue", "text/plain; charset=utf-8"),
          Map.entry("svelte", "text/plain; charset=utf-8"),
          Map.entry("scss", "text/plain; charset=utf-8"),
          Map.entry("sass", "text/plain; charset=utf-8"),
          Map.entry("less", "text/plain; charset=utf-8"),
          Map.entry("yaml", "text/plain; charset=utf-8"),
          Map.entry("yml", "text/plain; charset=utf-8"),
          Map.entry("csv", "text/csv; charset=utf-8"),
          Map.entry("vtt", "text/vtt; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("json5", "text/plain; charset=utf-8"),
          Map.entry("map", "application/json"),
          Map.entry("jsonld", "application/ld+json"),
          Map.entry("geojson", "application/geo+json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("importmap", "application/importmap+json"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("xml", "application/xml"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("apng", "image/apng"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("avif", "image/avif"),
          Map.entry("jxl", "image/jxl"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("cur", "image/x-icon"),
          Map.entry("bmp", "image/bmp"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("woff", "font/woff"),
          Map.entry("ttf", "font/ttf"),
          Map.entry("otf", "font/otf"),
          Map.entry("eot", "application/vnd.ms-fontobject"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("m4v", "video/mp4"),
          Map.entry("webm", "video/webm"),
          Map.entry("ogv", "video/ogg"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("aac", "audio/aac"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("oga", "audio/ogg"),
          Map.entry("opus", "audio/ogg"),
          Map.entry("wav", "audio/wav"),
          Map.entry("flac", "audio/flac"),
          Map.entry("zip", "application/zip"),
          Map.entry("gz", "application/gzip"),
          Map.entry("tgz", "application/gzip"),
          Map.entry("br", UNKNOWN),
          Map.entry("glb", "model/gltf-binary"),
          Map.entry("gltf", "model/gltf+json"));

  private MediaTypes() {}

  /** The Content-Type of a file, by its name's last extension, whatever its case. */
  public static String of(String path) {
    return BY_EXTENSION.getOrDefault(extension(path), UNKNOWN);
  }

  /** Lower case, without the dot; empty where the file name has none. */
  public static String extension(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot < 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** Whether a file of this type could have an encoded variant; what Vary is decided by. */
  public static boolean compressible(String contentType) {
    String type = essence(contentType);
    return type.startsWith("text/")
        || type.endsWith("+json")
        || type.endsWith("+xml")
        || switch (type) {
          case "application/json",
              "application/xml",
              "application/wasm",
              "application/vnd.ms-fontobject",
              "font/ttf",
              "font/otf",
              "image/bmp",
              "image/x-icon",
              "model/gltf-binary",
              UNKNOWN ->
              true;
          default -> false;
        };
  }

  public static boolean isScript(String contentType) {
    return essence(contentType).equals("text/javascript");
  }

  public static boolean isStyle(String contentType) {
    return essence(contentType).equals("text/css");
  }

  /** Documents that could run scripts in the origin's name if somebody opened them. */
  public static boolean isActiveDocument(String contentType) {
    return switch (essence(contentType)) {
      case "text/html", "image/svg+xml", "application/xhtml+xml", "application/xml" -> true;
      default -> false;
    };
  }

  private static String essence(String contentType) {
    int semicolon = contentType.indexOf(';');
    return semicolon < 0 ? contentType : contentType.substring(0, semicolon);
  }
}
