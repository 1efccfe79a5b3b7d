package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.origin.web.text.PercentEncoding;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Absolute paths that stand for a widget's file: {@code /static/dist/w.min.js} for {@code
 * w@latest/dist/w.min.js}; and prefixes, {@code /static/*} for {@code w@latest/dist/*}. They come
 * before every other spelling, whole paths before prefixes, and of those the longest. Immutable.
 */
public final class MappedPaths {
  private static final String ANY = "/*";

  private final Map<String, AssetPath> targets = new HashMap<>();

  /** Longest first; with their slash at the end. */
  private final Map<String, String> prefixes =
      new TreeMap<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  /** The configuration has made sure that each can match. */
  public MappedPaths(Map<String, String> mapped) {
    mapped.forEach(
        (path, target) -> {
          if (path.endsWith(ANY) && target.endsWith(ANY)) {
            prefixes.put(withoutStar(path), "/" + withoutStar(target));
          } else if (AssetPath.ofDecoded("/" + target) instanceof AssetPath asset) {
            targets.put(path, asset.mapped());
          }
        });
  }

  private static String withoutStar(String text) {
    return text.substring(0, text.length() - 1);
  }

  public ParsedPath parse(String raw) {
    if (targets.isEmpty() && prefixes.isEmpty()) {
      return AssetPath.parse(raw);
    }
    String decoded = PercentEncoding.decode(raw);
    if (decoded == null) {
      return AssetPath.parse(raw);
    }
    AssetPath target = targets.get(decoded);
    if (target != null) {
      return target;
    }
    for (Map.Entry<String, String> prefix : prefixes.entrySet()) {
      if (decoded.startsWith(prefix.getKey())) {
        return AssetPath.ofDecoded(prefix.getValue() + decoded.substring(prefix.getKey().length()));
      }
    }
    return AssetPath.ofDecoded(decoded);
  }
}
