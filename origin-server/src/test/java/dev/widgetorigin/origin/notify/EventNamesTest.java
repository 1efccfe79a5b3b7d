package dev.widgetorigin.origin.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.value.EventNames;
import dev.widgetorigin.origin.config.value.EveryEventName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Rollout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a receiver may name is what there is to be told. */
final class EventNamesTest {
  private static final String CHANGES =
      "dev.widgetorigin.origin.changes.json.HistoryJsonTest#changes";

  @ParameterizedTest(name = "{2}")
  @MethodSource(CHANGES)
  void name_ofEveryKindOfChange_isOneThatMayBeNamed(Change change, String json, String words) {
    assertThat(EveryEventName.all()).contains(Events.name(change));
  }

  @Test
  void all_hasEveryPhaseOfARollout() {
    assertThat(EveryEventName.all())
        .containsAll(
            Arrays.stream(Rollout.Phase.values())
                .map(phase -> "rollout." + phase.name().toLowerCase(Locale.ROOT))
                .toList());
  }

  /**
   * The phases of a rollout are described together, and no node writes that a rollout has
   * recovered: its problems end with it.
   */
  @Test
  void all_areDescribed() throws IOException {
    String docs = Files.readString(Path.of("..", "docs", "notifications.md"));
    Set<String> phases =
        Arrays.stream(Rollout.Phase.values())
            .map(phase -> "rollout." + phase.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(HashSet::new));
    phases.add("rollout.recovered");
    List<String> others =
        EveryEventName.all().stream().filter(each -> !phases.contains(each)).toList();
    assertThat(others).allSatisfy(each -> assertThat(docs).contains("`" + each + "`"));
  }

  @ParameterizedTest
  @CsvSource({
    "*, true",
    "version.published, true",
    "version.*, true",
    "rollout.*, true",
    "switch.*, true",
    "version.publish, false",
    "versions.*, false",
    "version.p*, false",
    "vers.*, false",
    "rollout, false",
    "version., false",
    ".*, false",
    "'', false",
    "Version.published, false",
    "version-published, false"
  })
  void is_eachForm(String text, boolean expected) {
    assertThat(EventNames.is(text)).isEqualTo(expected);
  }

  /** So that no kind of change is left out of the test above. */
  @Test
  void changesOfTheTest_areOfEveryKind() throws Exception {
    var source =
        Class.forName("dev.widgetorigin.origin.changes.json.HistoryJsonTest")
            .getDeclaredMethod("changes");
    source.setAccessible(true);
    Set<Class<?>> kinds =
        ((Stream<?>) source.invoke(null))
            .map(each -> ((Arguments) each).get()[0].getClass())
            .collect(Collectors.toSet());
    Set<Class<?>> missing =
        Arrays.stream(Change.class.getPermittedSubclasses())
            .filter(each -> !kinds.contains(each))
            .collect(Collectors.toSet());
    assertThat(missing)
        .containsExactlyInAnyOrder(Change.RolloutChanged.class, Change.SiteQuarantined.class);
  }
}
