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

  /**
   * What stands for the beginning of a path.
   *
   * @param target the path that is meant, {@code /w@latest/dist/}
   */
  private record Prefix(String target, AssetPath.Root root) {
    static Prefix of(String path, String target) {
      // Valid: the configuration was checked.
      AssetPath folder = (AssetPath) AssetPath.ofDecoded(target);
      int segments = (int) path.chars().filter(c -> c == '/').count() - 1;
      String below = folder.file().isEmpty() ? "" : folder.file() + "/";
      return new Prefix(target, new AssetPath.Root(segments, false, below));
    }

    ParsedPath with(String rest) {
      ParsedPath parsed = AssetPath.ofDecoded(target + rest);
      return parsed instanceof AssetPath path ? path.mappedBelow(root) : parsed;
    }
  }

  /** Longest first; with their slash at the end. */
  private final Map<String, Prefix> prefixes =
      new TreeMap<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  /** The configuration has made sure that each can match. */
  public MappedPaths(Map<String, String> mapped) {
    mapped.forEach(
        (path, target) -> {
          if (path.endsWith(ANY) && target.endsWith(ANY)) {
            String prefix = withoutStar(path);
            prefixes.put(prefix, Prefix.of(prefix, "/" + withoutStar(target)));
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
    for (Map.Entry<String, Prefix> prefix : prefixes.entrySet()) {
      if (decoded.startsWith(prefix.getKey())) {
        return prefix.getValue().with(decoded.substring(prefix.getKey().length()));
      }
    }
    return AssetPath.ofDecoded(decoded);
  }
}
