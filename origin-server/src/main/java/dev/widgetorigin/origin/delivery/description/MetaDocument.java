package dev.widgetorigin.origin.delivery.description;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.delivery.answer.AssetHeaders;
import dev.widgetorigin.origin.delivery.module.BundleModules;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.FileFinder;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.text.Json;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.Variant;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answer to {@code ?meta}: JSON about one file, or about all files under a directory.
 *
 * <p>By exact version it holds only what can never change, so that it may be kept as long as the
 * file: sizes, digests (hexadecimal), {@code integrity}, and the tag to paste. By alias it names
 * the exact URL instead: a digest beside a URL whose answer changes would break pages. Where the
 * file is signed, there is a tag for the alias as well, with the publisher's key.
 *
 * <p>A directory of more than {@value ListPage#SIZE} files comes in pages, {@code ?meta&page=2}:
 * {@code count} says how many files there are, {@code next} where the next page is, by exact
 * version, so that all pages are of one.
 */
final class MetaDocument {
  /**
   * What was asked for.
   *
   * @param json null where the directory has no such page
   * @param directory whether it is about all files below one, and says nothing of the request's
   *     host
   */
  record Rendered(byte[] json, boolean directory) {}

  private final ResolvedTarget target;
  private final Manifest manifest;
  private final PublicUrl publicUrl;
  private final String host;

  /**
   * @param publicUrl what URLs are made of, or null where the origin does not know it
   * @param authority as the client named the origin, for what must be absolute without it; or null
   */
  MetaDocument(ResolvedTarget target, Manifest manifest, PublicUrl publicUrl, String authority) {
    this.target = target;
    this.manifest = manifest;
    this.publicUrl = publicUrl;
    this.host = authority == null ? "" : "//" + authority;
  }

  /** Null where there is neither such a file nor such a directory. */
  Rendered render(List<String> fallback, int number) {
    AssetPath path = target.path();
    if (path.kind() == AssetPath.Kind.FILE) {
      AssetEntry itself = manifest.files().get(path.file());
      if (itself != null) {
        return new Rendered(bytes(file(itself)), false);
      }
    }
    List<AssetEntry> below =
        manifest.files().values().stream()
            .filter(f -> path.file().isEmpty() || f.path().startsWith(path.file() + "/"))
            .toList();
    if (path.file().isEmpty() || !below.isEmpty()) {
      return new Rendered(directory(path.file(), below, ListPage.of(number, below.size())), true);
    }
    AssetEntry found = FileFinder.find(manifest, path, fallback);
    return found == null ? null : new Rendered(bytes(file(found)), false);
  }

  private ObjectNode file(AssetEntry entry) {
    ObjectNode json = about();
    describe(json, entry);
    if (target.exact()) {
      addTag(json, entry, absolute(entry), entry.integrity());
    } else {
      json.put("exact", absolute(entry));
      if (!entry.signatures().isEmpty()) {
        json.put("integrity", signed(entry));
        addTag(json, entry, absoluteAlias(entry), signed(entry));
      }
    }
    return json;
  }

  /** Null where there is no such page. */
  private byte[] directory(String directory, List<AssetEntry> below, ListPage page) {
    if (!page.exists()) {
      return null;
    }
    ObjectNode json = about();
    json.put("type", "directory");
    json.put("path", directory.isEmpty() ? "" : directory + "/");
    if (directory.isEmpty() && manifest.entry() != null) {
      json.put("entry", manifest.entry());
    }
    json.put("size", below.stream().mapToLong(AssetEntry::size).sum());
    if (page.isOneOfSeveral()) {
      json.put("count", below.size());
      json.put("page", page.number());
    }
    if (page.hasNext()) {
      String all = AssetHeaders.canonical(target.name(), target.version(), directory);
      json.put(
          "next",
          (publicUrl == null ? "" : publicUrl)
              + (directory.isEmpty() ? all : all + "/")
              + "?meta&page="
              + (page.number() + 1));
    }
    ArrayNode files = json.putArray("files");
    below.subList(page.from(), page.to()).forEach(entry -> describe(files.addObject(), entry));
    return bytes(json);
  }

  private ObjectNode about() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("widget", target.name().toString());
    if (target.alias()) {
      json.put("alias", target.selector().alias());
    }
    json.put("version", target.version().toString());
    json.put("publishedAt", manifest.publishedAt().toString());
    return json;
  }

  private void describe(ObjectNode json, AssetEntry entry) {
    json.put("type", "file");
    json.put("path", entry.path());
    json.put("url", (publicUrl == null ? "" : publicUrl) + canonical(entry));
    json.put("contentType", MediaTypes.of(entry.path()));
    json.put("size", entry.size());
    ArrayNode encodings = json.putArray("encodings");
    for (Variant variant : entry.variants()) {
      if (!variant.isDelta()) {
        String token = variant.encoding().token();
        encodings.addObject().put("encoding", token).put("size", variant.size());
      }
    }
    if (target.exact()) {
      json.put("integrity", entry.integrity());
      json.put("sha256", entry.digest().toString());
      json.put("sha512", HexFormat.of().formatHex(Base64.getDecoder().decode(entry.sha512())));
    }
  }

  /** Ready to paste: {@code <script src="…" integrity="…" crossorigin="anonymous"></script>}. */
  private void addTag(ObjectNode json, AssetEntry entry, String url, String integrity) {
    String common =
        "\"" + attribute(url) + "\" integrity=\"" + integrity + "\" crossorigin=\"anonymous\"";
    String type = MediaTypes.of(entry.path());
    if (MediaTypes.isScript(type)) {
      String module = BundleModules.declares(manifest, entry) ? "type=\"module\" " : "";
      json.put("script", "<script " + module + "src=" + common + "></script>");
    } else if (MediaTypes.isStyle(type)) {
      json.put("link", "<link rel=\"stylesheet\" href=" + common + ">");
    }
  }

  /**
   * For a page of another host. Without a public URL it has no scheme: only the page knows whether
   * the origin is behind something that has TLS.
   */
  private String absolute(AssetEntry entry) {
    return (publicUrl == null ? host : publicUrl) + canonical(entry);
  }

  /** What holds for every version that the same keys sign: {@code ed25519-JrQL…0bs=}; or empty. */
  static String signed(AssetEntry entry) {
    return entry.signatures().stream()
        .map(signature -> "ed25519-" + signature.key())
        .collect(Collectors.joining(" "));
  }

  /** The alias itself: its answer changes, the keys do not. */
  private String absoluteAlias(AssetEntry entry) {
    return (publicUrl == null ? host : publicUrl)
        + "/"
        + target.name()
        + "/"
        + PercentEncoding.encodePath(target.selector().alias())
        + "/"
        + PercentEncoding.encodePath(entry.path());
  }

  private String canonical(AssetEntry entry) {
    return AssetHeaders.canonical(target.name(), target.version(), entry.path());
  }

  private static String attribute(String text) {
    return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
  }

  private static byte[] bytes(ObjectNode json) {
    return (Json.MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
