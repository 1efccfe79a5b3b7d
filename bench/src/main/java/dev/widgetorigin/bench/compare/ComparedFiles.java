package dev.widgetorigin.bench.compare;

import dev.widgetorigin.bench.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Real minified bundles from the npm registry, laid out for every peer: {@code
 * www/{name}/v{version}/{file}} with {@code .br} and {@code .gz} beside it, so that one URL path
 * serves all.
 */
final class ComparedFiles {
  /** One file of one npm package; {@code key} is its name in a case. */
  record Item(String key, String widget, String version, String source) {
    String file() {
      return source.substring(source.lastIndexOf('/') + 1);
    }

    String urlPath() {
      return "/" + widget + "/v" + version + "/" + file();
    }

    /** The same file through an alias; only an origin that knows aliases answers it. */
    String aliasPath() {
      return "/" + widget + "/latest/" + file();
    }
  }

  static final List<Item> ITEMS =
      List.of(
          new Item("tiny", "tiny-emitter", "2.1.0", "dist/tinyemitter.min.js"),
          new Item("js11", "preact", "10.29.8", "dist/preact.min.js"),
          new Item("css48", "video.js", "8.24.1", "dist/video-js.min.css"),
          new Item("js148", "leaflet", "1.9.4", "dist/leaflet.js"),
          new Item("js446", "tinymce", "7.9.3", "tinymce.min.js"));

  private final Path folder;

  ComparedFiles(Path folder) {
    this.folder = folder;
  }

  static Item item(String key) {
    return ITEMS.stream()
        .filter(item -> item.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such file: " + key));
  }

  Path www() {
    return folder.resolve("www");
  }

  Path file(Item item) {
    return www().resolve(item.urlPath().substring(1));
  }

  /** Fetches and compresses what is not there yet. */
  void prepare() throws IOException, InterruptedException {
    Path downloads = Files.createDirectories(folder.resolve("npm"));
    for (Item item : ITEMS) {
      Path file = file(item);
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        String archive =
            Shell.output(
                downloads, "npm", "pack", "--silent", item.widget() + "@" + item.version());
        String name = archive.strip().lines().reduce("", (first, second) -> second);
        Shell.toFile(file, downloads, "tar", "-xzOf", name, "package/" + item.source());
      }
      if (!Files.exists(file.resolveSibling(item.file() + ".br"))) {
        Shell.output(folder, "brotli", "-q", "11", "-w", "24", "-k", file.toString());
        Shell.output(folder, "gzip", "-9", "-n", "-k", file.toString());
      }
    }
  }
}
