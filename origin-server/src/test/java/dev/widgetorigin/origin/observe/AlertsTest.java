package dev.widgetorigin.origin.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The rules in {@code deploy/alerts.yml} and the dashboard in {@code deploy/grafana} are about
 * metrics that exist, and each rule fires when it should.
 */
final class AlertsTest {
  private static final Path DEPLOY = Path.of("..", "deploy");

  /** A name that is followed by labels, a range, an operator or the end, but is no function. */
  private static final Pattern NAME = Pattern.compile("\\b[a-z]+(?:_[a-z0-9]+)+\\b(?!\\s*\\()");

  @Test
  void everyRule_namesMetricsOfTheOrigin() throws Exception {
    List<Object> expressions = fields("expr");
    assertThat(expressions).hasSizeGreaterThan(5);
    assertKnown(expressions);
    assertThat(expressions.toString()).contains(MeterNames.PURGE_LATE, MeterNames.PURGE_FAILING);
  }

  @Test
  void everyRule_hasATestInWhichItFires() throws Exception {
    String tests = Files.readString(DEPLOY.resolve("alerts.test.yml"));
    assertThat(fields("alert"))
        .allSatisfy(alert -> assertThat(tests).contains("alertname=\"" + alert + "\""));
  }

  @Test
  void everyRule_isInTheDocumentThatSaysWhatToDo() throws Exception {
    String document = Files.readString(Path.of("..", "docs", "operations.md"));
    assertThat(fields("alert"))
        .allSatisfy(
            alert -> assertThat(document).containsPattern("(?m)^\\| .*`" + alert + "`.* \\|"));
  }

  @Test
  void dashboard_namesMetricsOfTheOriginAndItsDataSourceByVariable() throws Exception {
    List<Object> expressions = new ArrayList<>();
    List<Object> sources = new ArrayList<>();
    Object dashboard = parse(Path.of("grafana", "widget-origin.json"));
    collect(dashboard, "expr", expressions);
    collect(dashboard, "definition", expressions);
    collect(dashboard, "datasource", sources);
    assertThat(expressions).hasSizeGreaterThan(30);
    assertKnown(expressions);
    assertThat(sources)
        .isNotEmpty()
        .containsOnly(Map.of("type", "prometheus", "uid", "${datasource}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"check rules alerts.yml", "test rules alerts.test.yml"})
  void promtool_acceptsTheRules(String command) throws Exception {
    assumeTrue(promtool(), "no promtool on this machine (Debian: apt-get install prometheus)");
    List<String> line = new ArrayList<>(List.of("promtool"));
    line.addAll(List.of(command.split(" ")));
    Process promtool =
        new ProcessBuilder(line).directory(DEPLOY.toFile()).redirectErrorStream(true).start();
    try {
      promtool.getOutputStream().close();
      String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
      assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
      assertThat(promtool.exitValue()).as(said).isZero();
    } finally {
      promtool.destroyForcibly();
    }
  }

  private static boolean promtool() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
  }

  private static void assertKnown(List<Object> expressions) throws IllegalAccessException {
    Set<String> known = names();
    for (Object expression : expressions) {
      String plain =
          expression
              .toString()
              .replaceAll("\\{[^}]*}", "")
              .replaceAll("\\b(group_left|group_right)\\b", "")
              .replaceAll("\\[[^]]*]", "")
              .replaceAll("\\b(by|on) \\([^)]*\\)", "");
      Matcher name = NAME.matcher(plain);
      while (name.find()) {
        assertThat(known)
            .as("%s", expression)
            .contains(name.group().replaceAll("_(bucket|count)$", ""));
      }
    }
  }

  private static List<Object> fields(String field) throws IOException {
    List<Object> found = new ArrayList<>();
    collect(parse(Path.of("alerts.yml")), field, found);
    return found;
  }

  /** JSON is YAML, too. */
  private static Object parse(Path file) throws IOException {
    return new Load(LoadSettings.builder().build())
        .loadFromString(Files.readString(DEPLOY.resolve(file)));
  }

  private static void collect(Object from, String field, List<Object> found) {
    if (from instanceof Map<?, ?> map) {
      if (map.containsKey(field)) {
        found.add(map.get(field));
      }
      map.values().forEach(each -> collect(each, field, found));
    } else if (from instanceof List<?> list) {
      list.forEach(each -> collect(each, field, found));
    }
  }

  /** What the origin names itself, and what of the process is in a scrape. */
  static Set<String> names() throws IllegalAccessException {
    Set<String> names =
        new Metrics("test", FakeCatalog::new)
            .scrape(null)
            .text()
            .lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.replaceAll("^# TYPE (\\S+) .*$", "$1"))
            .collect(Collectors.toCollection(TreeSet::new));
    for (Field field : MeterNames.class.getDeclaredFields()) {
      if (field.getType() == String.class) {
        names.add((String) field.get(null));
      }
    }
    return names;
  }
}
