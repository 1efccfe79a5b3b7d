package dev.widgetorigin.origin.config.value;

import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetName;
import java.util.Set;

/**
 * What is wrong with an entry of {@code assets.mapped-paths}: {@code /static/w.js: w@latest/w.js},
 * or with {@code *} for whatever follows, {@code /static/*: w@latest/dist/*}.
 */
public final class MappedPath {
  private static final String ANY = "/*";

  /** What other parts of the origin answer before delivery is asked. */
  private static final Set<String> TAKEN = Set.of("/health", "/-");

  private MappedPath() {}

  /** What was expected of the path instead; null where a request can have it. */
  public static String problemOfPath(String path) {
    String plain = path.endsWith(ANY) ? path.substring(0, path.length() - 1) : path;
    if (!plain.startsWith("/")) {
      return "an absolute path such as /static/widget.js";
    }
    if (TAKEN.contains(plain) || plain.startsWith("/-/")) {
      return "a path that the origin does not answer itself (/-/… and /health never get here)";
    }
    if (plain.indexOf('*') >= 0) {
      return "a path with * only as its last segment, for whatever follows: /static/*";
    }
    if (plain.matches(".*[?#%].*")) {
      return "a decoded path without query or fragment: no request has one with ?, # or %";
    }
    return segments(plain) ? null : "a path without empty and dot segments: no request has them";
  }

  /** What was expected of the target instead; null where it can name a file. */
  public static String problemOfTarget(String path, String target) {
    boolean prefix = path.endsWith(ANY);
    if (prefix != target.endsWith(ANY)) {
      return prefix
          ? "a target that ends in /* as " + path + " does, e.g. widget@latest/dist/*"
          : "a target without * (only a path that ends in /* has more to hand on)";
    }
    String plain = prefix ? target.substring(0, target.length() - 1) : target;
    int at = plain.indexOf('@', 1);
    int slash = at < 0 ? -1 : plain.indexOf('/', at);
    if (at < 0 || WidgetName.tryParse(plain.substring(0, at)).isEmpty()) {
      return "a target such as widget@latest/dist/widget.js, with a widget's name before the @";
    }
    try {
      Selector.parse(plain.substring(at + 1, slash < 0 ? plain.length() : slash));
    } catch (ResolverException e) {
      return "a target with a version, a range, latest or a channel behind the @";
    }
    return slash < 0 || segments(plain.substring(slash))
        ? null
        : "a target without empty and dot segments: no bundle has such files";
  }

  /** Whether a path has no segment that delivery refuses; it may end in a slash. */
  private static boolean segments(String path) {
    return path.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '\\')
        && !path.contains("//")
        && !path.matches(".*/\\.{1,2}(/.*)?");
  }
}
