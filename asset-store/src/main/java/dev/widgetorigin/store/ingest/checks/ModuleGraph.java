package dev.widgetorigin.store.ingest.checks;

import dev.widgetorigin.store.ingest.bundle.ContentMismatch;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.script.ModuleSyntax;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows the imports of a bundle from a script on, breadth first. Bare names and absolute URLs
 * lead out of the bundle, and so do references to files that it does not have. Reads at most
 * {@value #MOST_BYTES} bytes, twice where there is no entry file, and names at most {@value
 * #MOST_FILES} files, so that a large bundle costs a second or two at most: what is missed is
 * missing from a warning only.
 */
public final class ModuleGraph {
  private static final int MOST_FILES = 1000;
  private static final long MOST_BYTES = 16L << 20;
  private static final Set<String> SCRIPTS = Set.of("js", "mjs");

  private static final Comparator<String> NEAREST_TO_THE_TOP =
      Comparator.comparingLong((String path) -> path.chars().filter(c -> c == '/').count())
          .thenComparing(Comparator.naturalOrder());

  private final Map<String, UnpackedFile> files;
  private final String entry;
  private final Set<String> found = new LinkedHashSet<>();
  private final Deque<String> unread = new ArrayDeque<>();
  private long bytesLeft;
  private String importedBack;

  private ModuleGraph(Map<String, UnpackedFile> files, String entry, long bytes) {
    this.files = files;
    this.entry = entry;
    this.bytesLeft = bytes;
  }

  /** Reads scripts: may block. Null where the bundle has no entry file, or it is no script. */
  public static ModuleEntry read(UnpackedBundle bundle) throws IOException {
    return hasScriptForEntry(bundle)
        ? new ModuleGraph(byPath(bundle), bundle.entry(), MOST_BYTES).walk()
        : null;
  }

  /**
   * The same of the script that a page loads first, as far as that can be seen, where no entry file
   * is one: of those that import others the one nearest to the top that no other imports. Null
   * where no script imports another.
   */
  public static ModuleEntry readFirst(UnpackedBundle bundle) throws IOException {
    if (hasScriptForEntry(bundle)) {
      return read(bundle);
    }
    Map<String, UnpackedFile> files = byPath(bundle);
    List<String> scripts =
        files.keySet().stream()
            .filter(ModuleGraph::isScript)
            .sorted(NEAREST_TO_THE_TOP)
            .limit(MOST_FILES)
            .toList();
    List<String> importing = new ArrayList<>();
    Set<String> imported = new HashSet<>();
    long left = MOST_BYTES;
    for (String path : scripts) {
      ModuleGraph graph = new ModuleGraph(files, path, left);
      boolean unused = graph.readScript(path);
      left = graph.bytesLeft;
      imported.addAll(graph.found);
      if (!graph.found.isEmpty()) {
        importing.add(path);
      }
    }
    String first =
        importing.stream()
            .filter(path -> !imported.contains(path))
            .findFirst()
            // Each imports another, round in a circle.
            .orElse(importing.isEmpty() ? null : importing.get(0));
    return first == null ? null : new ModuleGraph(files, first, MOST_BYTES).walk();
  }

  private static boolean hasScriptForEntry(UnpackedBundle bundle) {
    return bundle.entry() != null && isScript(bundle.entry());
  }

  private static Map<String, UnpackedFile> byPath(UnpackedBundle bundle) {
    Map<String, UnpackedFile> files = new HashMap<>();
    bundle.files().forEach(file -> files.put(file.path(), file));
    return files;
  }

  private static boolean isScript(String path) {
    return SCRIPTS.contains(ContentMismatch.extension(path));
  }

  private ModuleEntry walk() throws IOException {
    boolean isModule = readScript(entry) || entry.endsWith(".mjs");
    String path;
    while ((path = unread.poll()) != null) {
      readScript(path);
    }
    return new ModuleEntry(entry, isModule, new ArrayList<>(found), importedBack);
  }

  /** Whether its text is that of a module. */
  private boolean readScript(String path) throws IOException {
    UnpackedFile file = files.get(path);
    if (file.size() > bytesLeft) {
      return false;
    }
    bytesLeft -= file.size();
    try (Reader text =
        new InputStreamReader(Files.newInputStream(file.file()), StandardCharsets.UTF_8)) {
      return ModuleSyntax.read(text, specifier -> add(path, specifier)).module();
    }
  }

  private void add(String from, String specifier) {
    boolean isRelative = specifier.startsWith("./") || specifier.startsWith("../");
    String path = isRelative ? find(resolve(from, specifier)) : null;
    if (path == null) {
      return;
    }
    if (path.equals(entry)) {
      importedBack = importedBack == null && !from.equals(entry) ? from : importedBack;
    } else if (found.size() < MOST_FILES && found.add(path) && isScript(path)) {
      unread.add(path);
    }
  }

  /** Without its extension, too: the origin answers {@code a.js} where there is no {@code a}. */
  private String find(String path) {
    for (String candidate : List.of(path, path + ".js")) {
      if (files.containsKey(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** A query does not change what the origin answers. */
  private static String resolve(String from, String reference) {
    try {
      String path = new URI(null, null, "/" + from, null).resolve(reference).getPath();
      return path == null ? "" : path.substring(1);
    } catch (URISyntaxException | IllegalArgumentException e) {
      // A text that is no reference.
      return "";
    }
  }
}
