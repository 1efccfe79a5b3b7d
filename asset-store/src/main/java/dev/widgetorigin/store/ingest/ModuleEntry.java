package dev.widgetorigin.store.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a bundle's entry file imports of the same bundle, by relative references. Found by pattern,
 * so a text that only looks like an import counts, but only if the file that it names is there.
 *
 * @param isModule whether the entry must be an ES module; {@code import()} alone may be in a
 *     classic script, too
 * @param imports paths in the bundle, in order
 */
public record ModuleEntry(String entry, boolean isModule, List<String> imports) {
  private static final int CHUNK = 64 * 1024;
  private static final int OVERLAP = 1024;
  private static final int MOST = 1000;

  /**
   * {@code import a,{b}from"./x.js"}, {@code export*from'./x.js'} and {@code import"./x.js"}. What
   * is between the word and the quote is short and has neither quote nor semicolon.
   */
  private static final Pattern STATIC =
      Pattern.compile(
          "(?:^|[;}\\s*/])(?:import|export)\\b(?:[^'\";()=]{0,500}?[\\s}*]from)?\\s*"
              + "['\"](\\.{1,2}/[^'\"?#\\s]{1,300})");

  private static final Pattern DYNAMIC =
      Pattern.compile("\\bimport\\s*\\(\\s*['\"`](\\.{1,2}/[^'\"`?#\\s$]{1,300})['\"`]");

  public ModuleEntry {
    imports = List.copyOf(imports);
  }

  /** Reads the entry file: may block. Null where the bundle has no entry file, or no script. */
  public static ModuleEntry of(UnpackedBundle bundle) throws IOException {
    for (UnpackedFile file : bundle.files()) {
      if (file.path().equals(bundle.entry()) && isScript(file.path())) {
        Set<String> paths =
            bundle.files().stream().map(UnpackedFile::path).collect(Collectors.toSet());
        return read(file.path(), file.file(), paths);
      }
    }
    return null;
  }

  private static boolean isScript(String path) {
    return Set.of("js", "mjs").contains(FileSurprise.extension(path));
  }

  private static ModuleEntry read(String entry, Path file, Set<String> paths) throws IOException {
    Set<String> statics = new TreeSet<>();
    Set<String> dynamics = new TreeSet<>();
    byte[] buffer = new byte[CHUNK];
    int kept = 0;
    try (InputStream in = Files.newInputStream(file)) {
      int n;
      while ((n = in.readNBytes(buffer, kept, CHUNK - kept)) > 0) {
        int length = kept + n;
        String text = new String(buffer, 0, length, StandardCharsets.UTF_8);
        collect(STATIC.matcher(text), entry, paths, statics);
        collect(DYNAMIC.matcher(text), entry, paths, dynamics);
        kept = Math.min(OVERLAP, length);
        System.arraycopy(buffer, length - kept, buffer, 0, kept);
      }
    }
    List<String> imports = new ArrayList<>(statics);
    dynamics.stream().filter(path -> !statics.contains(path)).forEach(imports::add);
    boolean isModule = !statics.isEmpty() || entry.endsWith(".mjs");
    return new ModuleEntry(entry, isModule, imports);
  }

  private static void collect(
      Matcher found, String entry, Set<String> paths, Set<String> collected) {
    while (found.find() && collected.size() < MOST) {
      String path = resolve(entry, found.group(1));
      if (paths.contains(path) && !path.equals(entry)) {
        collected.add(path);
      }
    }
  }

  private static String resolve(String entry, String reference) {
    try {
      String path = URI.create("/" + entry).resolve(URI.create(reference)).getPath();
      return path == null ? "" : path.substring(1);
    } catch (IllegalArgumentException e) {
      // A name that needs escaping, or a text that is no reference.
      return "";
    }
  }
}
