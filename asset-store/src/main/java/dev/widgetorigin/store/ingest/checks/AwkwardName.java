package dev.widgetorigin.store.ingest.checks;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Paths that are served well but give trouble elsewhere. They are warned of and not refused,
 * because the store never makes a file of such a name: {@code aux.js} is a problem of those who
 * install the bundle on Windows. Pure.
 */
final class AwkwardName {
  private static final Pattern RESERVED =
      Pattern.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\\..*)?");

  private static final Pattern NOT_ON_WINDOWS = Pattern.compile("[<>:\"|*]");

  /** The delivery listener refuses these after decoding, so no URL reaches the file. */
  private static final Pattern NO_URL = Pattern.compile("%(?:2e|2f|5c|00)");

  private AwkwardName() {}

  /** What is awkward, or null. */
  static String of(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    if (NO_URL.matcher(lower).find()) {
      return "cannot be reached: a path with an encoded dot, slash, backslash or NUL is refused";
    }
    for (String segment : lower.split("/", -1)) {
      if (RESERVED.matcher(segment).matches()) {
        return "cannot be unpacked on Windows: the name " + segment + " is reserved there";
      }
      if (segment.endsWith(".")
          || segment.endsWith(" ")
          || NOT_ON_WINDOWS.matcher(segment).find()) {
        return "cannot be unpacked on Windows under this name";
      }
    }
    if (!Normalizer.isNormalized(path, Normalizer.Form.NFC)) {
      return "has accents as characters of their own (NFD, the way of macOS): a page that spells"
          + " the name with é as one character gets 404. Rename the file, or spell it in pages as"
          + " it is here";
    }
    if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0 || path.indexOf('%') >= 0) {
      return "needs escaping in a URL";
    }
    return null;
  }
}
