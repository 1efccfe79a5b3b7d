package dev.widgetorigin.origin.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The rules in {@code deploy/alerts.yml} are about metrics that exist. */
final class AlertsTest {
  private static final Path RULES = Path.of("..", "deploy", "alerts.yml");
  private static final Pattern NAME = Pattern.compile("[a-z]+(?:_[a-z]+)+");

  @Test
  void everyRule_namesMetricsOfTheOrigin() throws Exception {
    Set<String> known = names();
    List<String> expressions = expressions();
    assertThat(expressions).hasSizeGreaterThan(5);
    for (String expression : expressions) {
      Matcher name = NAME.matcher(expression.replaceAll("\\{[^}]*}", ""));
      while (name.find()) {
        assertThat(known).as(expression).contains(name.group().replaceAll("_(bucket|count)$", ""));
      }
    }
    assertThat(String.join(" ", expressions))
        .contains(MeterNames.PURGE_LATE, MeterNames.PURGE_FAILING);
  }

  private static List<String> expressions() throws IOException {
    List<String> found = new ArrayList<>();
    Map<?, ?> file =
        (Map<?, ?>)
            new Load(LoadSettings.builder().build()).loadFromString(Files.readString(RULES));
    for (Object group : (List<?>) file.get("groups")) {
      for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
        found.add((String) ((Map<?, ?>) rule).get("expr"));
      }
    }
    return found;
  }

  private static Set<String> names() throws IllegalAccessException {
    Set<String> names = new TreeSet<>();
    for (Field field : MeterNames.class.getDeclaredFields()) {
      if (field.getType() == String.class) {
        names.add((String) field.get(null));
      }
    }
    return names;
  }
}
