package dev.widgetorigin.store.ingest.bundle;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The name of an archive entry, judged. The name is only ever a key: no file is made under it.
 *
 * @param path without {@code ./} segments and trailing {@code /}; empty for the archive's root
 * @param problems what makes it unfit; empty for a good name
 */
public record EntryName(String path, List<String> problems) {
  private static final int SHOWN = 160;

  /**
   * Where a Mac's archiver puts what only Macs understand, where a Synology NAS keeps previews, and
   * what Windows has on every drive.
   */
  private static final List<String> FOLDERS =
      List.of("__MACOSX/", "@eaDir/", "$RECYCLE.BIN/", "System Volume Information/");

  private static final String MAC_ICON = "Icon\r";

  /**
   * In lower case: what Windows puts into folders that were looked at, and what is left of a header
   * of {@code git archive} by tools that do not know it.
   */
  private static final Set<String> FILES =
      Set.of(
          "thumbs.db", "thumbs.db:encryptable", "ehthumbs.db", "desktop.ini", "pax_global_header");

  /** Where a file was downloaded from, as Windows keeps it: a file of its own below WSL. */
  private static final String DOWNLOADED = ":zone.identifier";

  boolean good() {
    return problems.isEmpty();
  }

  /** Judges a name as the archive spells it. */
  public static EntryName judge(byte[] raw) {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      String shown = show(new String(raw, StandardCharsets.ISO_8859_1));
      return new EntryName(
          "", List.of(shown + ": the name is not UTF-8; pack it with a tool that writes UTF-8"));
    }
    return judge(name);
  }

  public static EntryName judge(String name) {
    List<String> problems = new ArrayList<>();
    String shown = show(name);
    if (name.isEmpty()) {
      problems.add("an entry has no name");
    }
    if (name.codePoints().anyMatch(EntryName::isControl) && !isMacIcon(name)) {
      problems.add(shown + ": the name has a control character");
    }
    if (name.indexOf('\\') >= 0) {
      problems.add(shown + ": the name has a backslash; expected / between folders");
    }
    if (name.startsWith("/")) {
      problems.add(shown + ": the path is absolute");
    }
    String path = trim(name);
    if (!name.startsWith("/")) {
      judgeSegments(path, shown, problems);
    }
    return new EntryName(path, List.copyOf(problems));
  }

  private static void judgeSegments(String path, String shown, List<String> problems) {
    if (path.isEmpty()) {
      return;
    }
    for (String segment : path.split("/", -1)) {
      String problem = null;
      if (segment.isEmpty()) {
        problem = ": the path has an empty segment";
      } else if (segment.equals("..")) {
        problem = ": the path leaves the bundle by \"..\"";
      } else if (isDriveLetter(segment)) {
        problem = ": the path names a drive";
      }
      if (problem != null && !problems.contains(shown + problem)) {
        problems.add(shown + problem);
      }
    }
  }

  /** Without the segments that say "here", and without the slash of a folder. */
  private static String trim(String name) {
    StringBuilder path = new StringBuilder(name.length());
    int start = 0;
    while (start < name.length()) {
      int slash = name.indexOf('/', start);
      int end = slash < 0 ? name.length() : slash + 1;
      boolean here = name.charAt(start) == '.' && (end - start == 1 || start + 1 == slash);
      if (!here) {
        path.append(name, start, end);
      }
      start = end;
    }
    int length = path.length();
    if (length > 0 && path.charAt(length - 1) == '/') {
      path.setLength(length - 1);
    }
    return path.toString();
  }

  private static boolean isDriveLetter(String segment) {
    if (segment.length() < 2 || segment.charAt(1) != ':') {
      return false;
    }
    char letter = Character.toLowerCase(segment.charAt(0));
    return letter >= 'a' && letter <= 'z';
  }

  /** Controls proper, line separators, and the marks that make a name read other than it is. */
  private static boolean isControl(int c) {
    return Character.isISOControl(c)
        || c == 0x2028
        || c == 0x2029
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0xFEFF;
  }

  /** What a Mac makes for a folder that has a picture of its own. */
  private static boolean isMacIcon(String path) {
    boolean named = path.equals(MAC_ICON) || path.endsWith("/" + MAC_ICON);
    return named && path.codePoints().filter(EntryName::isControl).count() == 1;
  }

  /**
   * Whether a path is left out of every bundle: in it is a dot-file or a folder of that kind, such
   * as {@code .git/config} and the {@code ._a.js} of a Mac, or a {@code __MACOSX} folder; or it is
   * what a desktop or another tool keeps for its own use, such as {@code Thumbs.db}.
   */
  public static boolean isLeftOut(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return path.startsWith(".")
        || path.contains("/.")
        || FOLDERS.stream().anyMatch(each -> path.startsWith(each) || path.contains("/" + each))
        || FILES.contains(name)
        || name.endsWith(DOWNLOADED)
        || isMacIcon(path);
  }

  /** Whether a folder of this name is left out with all that is in it. */
  public static boolean isLeftOutFolder(String name) {
    return isLeftOut(name + "/");
  }

  /**
   * Equal for paths that some file system takes for the same: letter case and Unicode form are
   * folded. Sorts the content of a folder right behind a file of the folder's name.
   */
  public static String foldedKey(String path) {
    String nfc = Normalizer.normalize(path, Normalizer.Form.NFC);
    String folded = nfc.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFC).replace('/', '\u0001');
  }

  /** In quotes, with what cannot be printed escaped, and cut where it is long. */
  public static String show(String name) {
    StringBuilder shown = new StringBuilder("\"");
    int end = Math.min(name.length(), SHOWN);
    for (int i = 0; i < end; i++) {
      char c = name.charAt(i);
      if (isControl(c) || (Character.isSurrogate(c) && !isWholePair(name, i, end))) {
        shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.append(end < name.length() ? "…\"" : "\"").toString();
  }

  private static boolean isWholePair(String name, int i, int end) {
    return Character.isHighSurrogate(name.charAt(i))
        ? i + 1 < end && Character.isLowSurrogate(name.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(name.charAt(i - 1));
  }
}
