package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.origin.web.text.RelativeReference;

/**
 * Whether a file that was found may be answered at the URL that was asked for.
 *
 * <p>A browser takes that URL as the base of the file's relative references. Of a script that was
 * answered at {@code /chat@1} the import {@code ./x.js} would lead to {@code /x.js}, another
 * widget. So a file is answered in place only where it lies in the very folder that was asked for;
 * else the client is sent to the file's full path, under the same spelling and selector.
 */
public final class FolderRule {
  private FolderRule() {}

  /**
   * Where the client is to be sent, relative to the URL it asked for; null where the file is
   * answered in place. From {@code /chat@1} to {@code dist/x.js} it is {@code chat@1/dist/x.js}.
   *
   * @param raw the path as it came, still encoded
   * @param path the same, parsed
   * @param found the file, decoded
   */
  public static String redirect(String raw, AssetPath path, String found) {
    AssetPath.Root root = path.root();
    if (root == null) {
      return null;
    }
    int end = endOf(root, raw);
    boolean inPlace =
        path.kind() != AssetPath.Kind.ENTRY
            && !root.unfinished()
            && !hasEncodedSlash(raw, end)
            && folder(found).equals(asked(path));
    // Outside the folder that a prefix is mapped to, no URL below the prefix is the file's.
    if (inPlace || !found.startsWith(root.folder())) {
      return null;
    }
    String base = PercentEncoding.encodeRemaining(raw);
    String full =
        PercentEncoding.encodeRemaining(raw.substring(0, end))
            + (root.unfinished() ? "/latest/" : "/")
            + PercentEncoding.encodePath(found.substring(root.folder().length()));
    return RelativeReference.between(base, full);
  }

  /** Where the root ends in the encoded path: before the slash that ends its last segment. */
  static int endOf(AssetPath.Root root, String raw) {
    int slashes = 0;
    for (int i = 0; i < raw.length(); i++) {
      if ((raw.charAt(i) == '/' || isEncodedSlash(raw, i)) && ++slashes > root.segments()) {
        return i;
      }
    }
    return raw.length();
  }

  /**
   * To the origin it is a slash; a browser does not take it for one when it resolves references.
   */
  private static boolean hasEncodedSlash(String raw, int from) {
    for (int i = from; i < raw.length(); i++) {
      if (isEncodedSlash(raw, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEncodedSlash(String raw, int index) {
    return raw.regionMatches(true, index, "%2F", 0, 3);
  }

  /** With its slash; empty at the top. */
  private static String folder(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }

  private static String asked(AssetPath path) {
    boolean directory = path.kind() == AssetPath.Kind.DIRECTORY && !path.file().isEmpty();
    return folder(directory ? path.file() + "/" : path.file());
  }
}
