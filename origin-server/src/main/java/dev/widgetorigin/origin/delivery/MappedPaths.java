package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.web.PercentEncoding;
import java.util.HashMap;
import java.util.Map;

/**
 * Absolute paths that stand for a widget's file: {@code /static/dist/w.min.js} for {@code
 * w@latest/dist/w.min.js}. They come before every other spelling. Immutable.
 */
final class MappedPaths {
  private final Map<String, AssetPath> targets = new HashMap<>();

  /** Throws IllegalArgumentException where a target is no asset path. */
  MappedPaths(Map<String, String> mapped) {
    mapped.forEach(
        (path, target) -> {
          if (AssetPath.ofDecoded("/" + target) instanceof AssetPath asset) {
            targets.put(path, asset.mapped());
          } else {
            throw new IllegalArgumentException(
                "expected widget@selector/path for " + path + ", found " + target);
          }
        });
  }

  ParsedPath parse(String raw) {
    if (!targets.isEmpty()) {
      String decoded = PercentEncoding.decode(raw);
      AssetPath target = decoded == null ? null : targets.get(decoded);
      if (target != null) {
        return target;
      }
    }
    return AssetPath.parse(raw);
  }
}
