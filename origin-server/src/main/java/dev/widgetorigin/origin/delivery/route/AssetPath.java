package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a delivery URL's path asks for, in any of its spellings.
 *
 * <pre>
 * /{widget}/{selector}/{file}                canonical
 * /{widget}@{selector}/{file}                as jsDelivr and unpkg write it
 * /npm/{widget}@{selector}/{file}            jsDelivr's npm paths
 * /gh/{owner}/{repo}@{selector}/{file}       jsDelivr's GitHub paths: the widget is @{owner}/{repo}
 * </pre>
 *
 * <p>The path is decoded exactly once. Where only a widget stands (and after {@code /npm/} and
 * {@code /gh/}, which always write the selector with {@code @}), {@code latest} is meant. {@code
 * {widget}} may have a scope, {@code @scope/name}.
 *
 * @param widget as written (lower-cased under {@code /gh/}); not yet known to be a widget's name
 * @param selector as written, decoded; {@code latest} where none was
 * @param file decoded, without leading or trailing slash; empty for the entry file and the root
 * @param root how the URL names the version; null for a mapped path, which names none
 */
public record AssetPath(String widget, String selector, String file, Kind kind, Root root)
    implements ParsedPath {
  /**
   * The part of a URL under which all files of the version lie: {@code /chat/v1}, {@code
   * /npm/@acme/chat@1}.
   *
   * @param segments of the decoded path that belong to it
   * @param unfinished true where the URL ends before the selector, and one must be put behind it
   *     before a file can follow: {@code /chat}
   * @param folder of the version that lies under it, with its slash: {@code dist/} where {@code
   *     /static/*} is mapped to {@code chat@1/dist/*}; empty where all files do
   */
  record Root(int segments, boolean unfinished, String folder) {
    Root(int segments, boolean unfinished) {
      this(segments, unfinished, "");
    }
  }

  public enum Kind {
    /** Nothing after the selector. */
    ENTRY,
    FILE,
    /** Ends in a slash. */
    DIRECTORY
  }

  private static final Pattern STILL_ENCODED =
      Pattern.compile("%(?:2e|2f|5c|00)", Pattern.CASE_INSENSITIVE);

  private static final Problem NOTHING_HERE =
      Problem.of(
          404,
          "Not found",
          "Expected /{widget}/{version}/{file}, e.g. /msr-webchat/v1.2.3/msr-webchat.umd.js.");

  /** Never throws: whatever the text, the answer is a path or a problem with a status. */
  public static ParsedPath parse(String raw) {
    String decoded = PercentEncoding.decode(raw);
    if (decoded == null) {
      return bad("The path is not valid percent-encoded UTF-8.");
    }
    return ofDecoded(decoded);
  }

  /** The same for a path that has been decoded. */
  static ParsedPath ofDecoded(String decoded) {
    if (decoded.isEmpty() || decoded.charAt(0) != '/') {
      return bad("The path does not begin with a slash.");
    }
    for (int i = 0; i < decoded.length(); i++) {
      char c = decoded.charAt(i);
      if (c < 0x20 || c == 0x7f || c == '\\') {
        return bad("The path holds a control character or a backslash.");
      }
    }
    if (decoded.indexOf('%') >= 0 && STILL_ENCODED.matcher(decoded).find()) {
      return bad("The path is encoded twice.");
    }
    List<String> segments = new ArrayList<>(List.of(decoded.substring(1).split("/", -1)));
    boolean directory = segments.get(segments.size() - 1).isEmpty();
    if (directory) {
      segments.remove(segments.size() - 1);
    }
    for (String segment : segments) {
      if (segment.isEmpty()) {
        return bad("The path has an empty segment.");
      }
      if (segment.equals("..") || segment.equals(".")) {
        return bad("The path has a dot segment.");
      }
    }
    return segments.isEmpty() ? new BadPath(NOTHING_HERE) : ofSegments(segments, directory);
  }

  private static ParsedPath ofSegments(List<String> segments, boolean directory) {
    return switch (segments.get(0)) {
      case "-" -> new BadPath(NOTHING_HERE);
      case "npm" -> ofWidget(segments.subList(1, segments.size()), true, directory);
      case "gh" -> ofRepository(segments.subList(1, segments.size()), directory);
      default -> ofWidget(segments, false, directory);
    };
  }

  /** Whether nothing but a widget stands here: {@code /chat}, {@code /@acme/chat/}. */
  public boolean namesWidgetOnly() {
    return root != null && root.unfinished();
  }

  /** The same for a URL that is not this path: a mapped one. */
  AssetPath mapped() {
    return mappedBelow(null);
  }

  /** The same for a URL below a mapped prefix, which is that root. */
  AssetPath mappedBelow(Root prefix) {
    return new AssetPath(widget, selector, file, kind, prefix);
  }

  private static ParsedPath ofRepository(List<String> segments, boolean directory) {
    if (segments.size() < 2) {
      return new BadPath(NOTHING_HERE);
    }
    List<String> scoped = new ArrayList<>(segments);
    scoped.set(0, "@" + segments.get(0).toLowerCase(Locale.ROOT));
    String repository = segments.get(1);
    int at = repository.indexOf('@');
    scoped.set(
        1,
        at < 0
            ? repository.toLowerCase(Locale.ROOT)
            : repository.substring(0, at).toLowerCase(Locale.ROOT) + repository.substring(at));
    return ofWidget(scoped, true, directory);
  }

  /**
   * {@code prefixed}: behind {@code /npm/} or {@code /gh/}, where the selector is never a segment
   * of its own.
   */
  private static ParsedPath ofWidget(List<String> segments, boolean prefixed, boolean directory) {
    boolean scoped = !segments.isEmpty() && segments.get(0).startsWith("@");
    int next = scoped ? 1 : 0;
    if (next >= segments.size()) {
      return new BadPath(NOTHING_HERE);
    }
    String name = segments.get(next++);
    String selector = "latest";
    int at = name.indexOf('@', 1);
    boolean unfinished = false;
    if (at > 0) {
      selector = at + 1 == name.length() ? "latest" : name.substring(at + 1);
      name = name.substring(0, at);
    } else if (!prefixed) {
      unfinished = next == segments.size();
      selector = unfinished ? "latest" : segments.get(next++);
    }
    Root root = new Root(prefixed ? next + 1 : next, unfinished);
    String file = String.join("/", segments.subList(next, segments.size()));
    Kind kind = directory ? Kind.DIRECTORY : file.isEmpty() ? Kind.ENTRY : Kind.FILE;
    String widget = scoped ? segments.get(0) + "/" + name : name;
    return new AssetPath(widget, selector, file, kind, root);
  }

  private static BadPath bad(String detail) {
    return new BadPath(Problem.of(400, "Bad path", detail));
  }
}
