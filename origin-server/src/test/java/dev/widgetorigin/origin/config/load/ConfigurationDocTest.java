package dev.widgetorigin.origin.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.value.EveryEventName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/configuration.md names every setting, its variable and its default, and no other. */
class ConfigurationDocTest {
  private static final Pattern ROW =
      Pattern.compile(
          "\\| `([a-z0-9.-]+)` \\| `(WIDGET_ORIGIN_[A-Z0-9_]+)` \\| (.*?) \\| .*\\S.* \\|");

  /** {@code `delivery.port`} or {@code `delivery.port: 80`}, and its group. */
  private static final Pattern DOTTED =
      Pattern.compile("`(([a-z0-9-]+)(?:\\.[a-z0-9-]+)+)(?::[^`]*)?`");

  private record Row(String variable, String defaultText) {}

  private static Map<String, Row> rows() throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("../docs/configuration.md"))) {
      Matcher matcher = ROW.matcher(line);
      if (matcher.matches()) {
        rows.put(matcher.group(1), new Row(matcher.group(2), matcher.group(3)));
      }
    }
    return rows;
  }

  @Test
  void document_namesEverySettingAndNoOther() throws IOException {
    assertThat(rows().keySet())
        .as("keys in docs/configuration.md")
        .containsExactlyInAnyOrderElementsOf(
            Setting.under(OriginConfig.DEFAULTS, "").stream().map(Setting::key).toList());
  }

  @Test
  void document_hasEveryVariableAndDefault() throws IOException {
    Map<String, Row> rows = rows();
    for (Setting setting : Setting.under(OriginConfig.DEFAULTS, "")) {
      Row row = rows.get(setting.key());
      assertThat(row).as(setting.key()).isNotNull();
      assertThat(row.variable()).as(setting.key()).isEqualTo(setting.variable());
      assertThat(defaultOf(setting, row.defaultText()))
          .as("default of %s in docs/configuration.md", setting.key())
          .isEqualTo(setting.defaultValue());
    }
  }

  /** What other pages name with a dot and a group of settings before it: a setting or an event. */
  @Test
  void otherPages_nameOnlySettingsThatThereAre() throws IOException {
    Set<String> known = new HashSet<>(EveryEventName.all());
    Setting.under(OriginConfig.DEFAULTS, "").forEach(each -> known.add(each.key()));
    Set<String> groups =
        known.stream()
            .filter(key -> key.contains("."))
            .map(key -> key.substring(0, key.indexOf('.')))
            .collect(Collectors.toSet());
    List<String> unknown = new ArrayList<>();
    for (Path page : pages()) {
      DOTTED
          .matcher(Files.readString(page))
          .results()
          .filter(name -> groups.contains(name.group(2)) && !known.contains(name.group(1)))
          .forEach(name -> unknown.add(page.getFileName() + ": " + name.group(1)));
    }
    assertThat(unknown).isEmpty();
  }

  /** All but those about the code, which name packages in the same way. */
  private static List<Path> pages() throws IOException {
    Set<String> ofTheCode =
        Set.of("architecture.md", "decisions.md", "http2.md", "mutation-testing.md");
    try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
      return Stream.concat(Stream.of(Path.of("../README.md"), Path.of("../SECURITY.md")), docs)
          .filter(page -> page.toString().endsWith(".md"))
          .filter(page -> !ofTheCode.contains(page.getFileName().toString()))
          .toList();
    }
  }

  private static Object defaultOf(Setting setting, String cell) {
    if (cell.equals("none")) {
      return empty(setting.defaultValue());
    }
    assertThat(cell).as("default of %s is code", setting.key()).matches("`.+`");
    String text = cell.substring(1, cell.length() - 1);
    return ValueReader.read(
        setting.type(),
        setting.defaultValue() instanceof List ? YamlTree.parse(text) : new YamlTree(text, 0));
  }

  private static Object empty(Object defaultValue) {
    if (defaultValue instanceof List) {
      return List.of();
    }
    return defaultValue instanceof Map ? Map.of() : null;
  }
}
