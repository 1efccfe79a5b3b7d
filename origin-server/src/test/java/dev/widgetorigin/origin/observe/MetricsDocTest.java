package dev.widgetorigin.origin.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of metrics in {@code docs/} name every metric of {@code /metrics}, and no other. */
final class MetricsDocTest {
  private static final Path DOCS = Path.of("..", "docs");

  /** In the first cell of a row; {@code *} stands for the rest of a name. */
  private static final Pattern NAME =
      Pattern.compile("`([a-z_0-9]+(?:\\*[a-z_]*)?)(?:\\{[^}]*})?`");

  private static Set<String> documented() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String page : List.of("operations", "purging", "notifications", "rollouts")) {
      boolean metrics = false;
      for (String line : Files.readAllLines(DOCS.resolve(page + ".md"))) {
        metrics = line.startsWith("|") && (metrics || line.startsWith("| metric |"));
        if (metrics) {
          Matcher name = NAME.matcher(line.split("\\|", -1)[1]);
          while (name.find()) {
            names.add(name.group(1));
          }
        }
      }
    }
    return names;
  }

  private static Pattern pattern(String documented) {
    return Pattern.compile(documented.replace("*", ".+"));
  }

  @Test
  void documents_nameEveryMetric() throws Exception {
    List<Pattern> documented = documented().stream().map(MetricsDocTest::pattern).toList();
    assertThat(AlertsTest.names())
        .hasSizeGreaterThan(50)
        .allSatisfy(
            name ->
                assertThat(documented)
                    .as("a row for %s", name)
                    .anyMatch(row -> row.matcher(name).matches()));
  }

  @Test
  void documents_nameNoOther() throws Exception {
    Set<String> names = AlertsTest.names();
    assertThat(documented())
        .hasSizeGreaterThan(30)
        .allSatisfy(
            row ->
                assertThat(names)
                    .as("metrics of the row %s", row)
                    .anyMatch(name -> pattern(row).matcher(name).matches()));
  }
}
