package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/architecture.md has a row for every package, and names no package or class that is none. */
final class ArchitectureDocTest {
  private static final String ROOT = "dev/widgetorigin/";

  /** {@code store.ingest.tar}, or {@code .zip} for one beside the last. */
  private static final Pattern PACKAGE = Pattern.compile("`([a-z0-9]*(?:\\.[a-z0-9]+)*)`");

  /** {@code `Catalog.follow(LogFollower)`}, or the first word of a line in a picture. */
  private static final Pattern CLASS =
      Pattern.compile("(?m)(?:`|^ {2,})([A-Z][a-z][A-Za-z0-9]*)(?:[.(`]| {2})");

  /** The main sources of all modules, below {@link #ROOT}. */
  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      return files
          .map(file -> file.toString().replace('\\', '/'))
          .filter(file -> file.contains("/src/main/java/" + ROOT) && file.endsWith(".java"))
          .map(file -> file.substring(file.indexOf(ROOT) + ROOT.length(), file.length() - 5))
          .toList();
    }
  }

  /** As the document calls them: those of the server without their first word. */
  private static Set<String> packages() throws IOException {
    return sources().stream()
        .filter(file -> file.startsWith("store/") || file.startsWith("origin/"))
        .map(file -> file.substring(0, file.lastIndexOf('/')).replace('/', '.'))
        .map(each -> each.startsWith("origin.") ? each.substring("origin.".length()) : each)
        .filter(each -> !each.equals("origin"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> documentedPackages() throws IOException {
    Set<String> packages = new TreeSet<>();
    boolean table = false;
    for (String line : Files.readAllLines(Path.of("..", "docs", "architecture.md"))) {
      table = line.startsWith("|") && (table || line.startsWith("| package |"));
      if (table && !line.startsWith("| package |") && !line.startsWith("| ---")) {
        String last = "";
        for (MatchResult each : PACKAGE.matcher(line.split("\\|", -1)[1]).results().toList()) {
          boolean beside = each.group(1).startsWith(".");
          String name = beside ? last.replaceFirst("\\.\\w+$", each.group(1)) : each.group(1);
          packages.add(name);
          last = name;
        }
      }
    }
    return packages;
  }

  @Test
  void document_hasARowForEveryPackageAndNoOther() throws IOException {
    assertThat(packages()).hasSizeGreaterThan(70);
    assertThat(documentedPackages()).containsExactlyElementsOf(packages());
  }

  @Test
  void document_namesOnlyClassesThatThereAre() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String module : List.of("version-resolver", "asset-store", "origin-server")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
        files.forEach(file -> names.add(file.getFileName().toString().replace(".java", "")));
      }
    }
    sources().forEach(file -> names.add(file.substring(file.lastIndexOf('/') + 1)));
    List<String> unknown =
        CLASS
            .matcher(Files.readString(Path.of("..", "docs", "architecture.md")))
            .results()
            .map(each -> each.group(1))
            .filter(each -> !names.contains(each))
            .toList();
    assertThat(unknown).isEmpty();
  }
}
