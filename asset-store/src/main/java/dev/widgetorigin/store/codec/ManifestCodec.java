package dev.widgetorigin.store.codec;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.FileSignature;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.Variant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Manifests as canonical JSON: equal manifests give equal bytes, and so one digest.
 *
 * <pre>
 * {"format":1,"widget":"chat","version":"1.2.3","publishedAt":"2026-11-20T10:00:00Z",
 *  "publishedBy":"ana","entry":"dist/chat.js","packageJson":"{…}","files":[
 *   {"path":"dist/chat.js","size":610,"sha256":"…","sha384":"…","sha512":"…","variants":[
 *     {"encoding":"br","size":211,"sha256":"…"},
 *     {"encoding":"dcb","size":40,"sha256":"…","dictionary":"…"}],"signatures":[{"key":"…","signature":"…"}]}]}
 * </pre>
 */
public final class ManifestCodec {
  private static final int FORMAT = 1;

  private ManifestCodec() {}

  public static byte[] encode(Manifest manifest) {
    List<AssetEntry> files = new ArrayList<>(manifest.files().values());
    files.sort(Comparator.comparing(AssetEntry::path));
    Manifest.Completion done = manifest.completion();
    return JsonOut.bytes(
        json ->
            json.begin()
                .field("format", FORMAT)
                .field("widget", manifest.widget())
                .field("version", full(manifest.version()))
                .field("publishedAt", manifest.publishedAt())
                .field("publishedBy", manifest.publishedBy())
                .field("entry", manifest.entry())
                .field("packageJson", manifest.packageJson())
                .field("repaired", manifest.repaired() == 0 ? null : manifest.repaired())
                .field("quick", manifest.quick() ? true : null)
                .field("completes", done == null ? null : done.quick())
                .field("completedAt", done == null ? null : done.at())
                .array("files", files, file -> encode(json, file))
                .end());
  }

  private static void encode(JsonOut json, AssetEntry file) {
    json.begin()
        .field("path", file.path())
        .field("size", file.size())
        .field("sha256", file.digest())
        .field("sha384", file.sha384())
        .field("sha512", file.sha512())
        .array(
            "variants",
            file.variants(),
            variant ->
                json.begin()
                    .field("encoding", variant.encoding().token())
                    .field("size", variant.size())
                    .field("sha256", variant.digest())
                    .field("dictionary", variant.dictionary())
                    .end());
    if (!file.signatures().isEmpty()) {
      json.array(
          "signatures",
          file.signatures(),
          signature ->
              json.begin()
                  .field("key", signature.key())
                  .field("signature", signature.signature())
                  .end());
    }
    json.end();
  }

  /** With build metadata, which {@link Version#toString} leaves out. */
  static String full(Version version) {
    return version.build().isEmpty() ? version.toString() : version + "+" + version.build();
  }

  public static Manifest decode(byte[] bytes, String document) {
    return JsonIn.read(bytes, document, ManifestCodec::manifest);
  }

  private static Manifest manifest(JsonIn json) {
    Raw raw = new Raw();
    json.object(name -> raw.field(json, name));
    return raw.manifest(json);
  }

  private static Map<String, AssetEntry> byPath(JsonIn json, List<AssetEntry> files) {
    Map<String, AssetEntry> byPath = new LinkedHashMap<>();
    for (AssetEntry file : files) {
      if (byPath.put(file.path(), file) != null) {
        throw json.corrupt("the path '" + file.path() + "' is there twice");
      }
    }
    return Collections.unmodifiableMap(byPath);
  }

  private static AssetEntry file(JsonIn json) {
    var read =
        new Object() {
          String path;
          long size = -1;
          Digest digest;
          String sha384;
          String sha512;
          List<Variant> variants;
          List<FileSignature> signatures = List.of();
        };
    json.object(
        name -> {
          switch (name) {
            case "path" -> read.path = json.text();
            case "size" -> read.size = json.number();
            case "sha256" -> read.digest = json.digest();
            case "sha384" -> read.sha384 = json.text();
            case "sha512" -> read.sha512 = json.text();
            case "variants" -> read.variants = json.array(() -> variant(json));
            case "signatures" -> read.signatures = json.array(() -> signature(json));
            default -> throw json.unknown("field", name);
          }
        });
    return new AssetEntry(
        json.required(read.path, "path"),
        size(json, read.size),
        json.required(read.digest, "sha256"),
        json.required(read.sha384, "sha384"),
        json.required(read.sha512, "sha512"),
        List.copyOf(json.required(read.variants, "variants")),
        List.copyOf(read.signatures));
  }

  private static FileSignature signature(JsonIn json) {
    var read =
        new Object() {
          String key;
          String signature;
        };
    json.object(
        name -> {
          switch (name) {
            case "key" -> read.key = json.text();
            case "signature" -> read.signature = json.text();
            default -> throw json.unknown("field", name);
          }
        });
    return new FileSignature(
        json.required(read.key, "key"), json.required(read.signature, "signature"));
  }

  private static Variant variant(JsonIn json) {
    var read =
        new Object() {
          Encoding encoding;
          long size = -1;
          Digest digest;
          Digest dictionary;
        };
    json.object(
        name -> {
          switch (name) {
            case "encoding" -> read.encoding = encoding(json);
            case "size" -> read.size = json.number();
            case "sha256" -> read.digest = json.digest();
            case "dictionary" -> read.dictionary = json.digest();
            default -> throw json.unknown("field", name);
          }
        });
    Encoding encoding = json.required(read.encoding, "encoding");
    if (encoding.needsDictionary() != (read.dictionary != null)) {
      throw json.corrupt("the field 'dictionary' does not fit " + encoding.token());
    }
    return new Variant(
        encoding, json.required(read.digest, "sha256"), size(json, read.size), read.dictionary);
  }

  private static Encoding encoding(JsonIn json) {
    String token = json.text();
    for (Encoding encoding : Encoding.values()) {
      if (encoding.token().equals(token)) {
        return encoding;
      }
    }
    throw json.unknown("encoding", token);
  }

  private static long size(JsonIn json, long size) {
    if (size < 0) {
      throw json.corrupt("the field 'size' is missing or negative");
    }
    return size;
  }

  /** All fields of a manifest, as far as they were read. */
  private static final class Raw {
    private WidgetName widget;
    private Version version;
    private Instant publishedAt;
    private String publishedBy;
    private String entry;
    private String packageJson;
    private long repaired;
    private boolean quick;
    private Digest completes;
    private Instant completedAt;
    private List<AssetEntry> files;

    void field(JsonIn json, String name) {
      switch (name) {
        case "format" -> json.format(FORMAT);
        case "widget" -> widget = json.widget();
        case "version" -> version = json.version();
        case "publishedAt" -> publishedAt = json.time();
        case "publishedBy" -> publishedBy = json.text();
        case "entry" -> entry = json.text();
        case "packageJson" -> packageJson = json.text();
        case "repaired" -> repaired = json.number();
        case "quick" -> quick = json.flag();
        case "completes" -> completes = json.digest();
        case "completedAt" -> completedAt = json.time();
        case "files" -> files = json.array(() -> file(json));
        default -> throw json.unknown("field", name);
      }
    }

    Manifest manifest(JsonIn json) {
      Map<String, AssetEntry> byPath = byPath(json, json.required(files, "files"));
      return new Manifest(
          json.required(widget, "widget"),
          json.required(version, "version"),
          json.required(publishedAt, "publishedAt"),
          json.required(publishedBy, "publishedBy"),
          entry,
          byPath,
          packageJson,
          repaired,
          quick,
          completes == null
              ? null
              : new Manifest.Completion(completes, json.required(completedAt, "completedAt")));
    }
  }
}
