package dev.widgetorigin.origin.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Templates that are released stay as they are: pages have loaders made of them. */
class LoaderTemplatesTest {
  /**
   * Of the variants of each template that is released. A line is added when one is released, and
   * none is ever changed.
   */
  private static final Map<Integer, String> RELEASED =
      Map.of(1, "7c5f3834707d02d456bbacbeb4991cf2156c0d10ad6dc7da35c1e6545ba7082f");

  static IntStream numbers() {
    return LoaderTemplates.numbers();
  }

  private static String digest(LoaderTemplate template) {
    StringBuilder all = new StringBuilder();
    new TreeMap<>(template.variants())
        .forEach((digits, script) -> all.append(digits).append(' ').append(script).append('\n'));
    return Digest.sha256(all.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void read_everyNumber_isWhole(int number) {
    LoaderTemplate template = LoaderTemplate.read(number);
    assertThat(template.number()).isEqualTo(number);
    assertThat(template.changes()).isNotEmpty();
    assertThat(template.variants()).hasSize(choices(template.switches()));
    assertThat(template.variants().keySet())
        .allMatch(digits -> digits.length() == template.switches().size());
  }

  /** All but those that watch without a rollout, or hold sites back without rules for sites. */
  private static int choices(List<String> switches) {
    int all = 1 << switches.size();
    int watching = all - all / 4;
    return switches.contains("HELD") ? watching - watching / 4 : watching;
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void read_releasedTemplate_neverChanges(int number) {
    if (RELEASED.containsKey(number)) {
      assertThat(digest(LoaderTemplate.read(number)))
          .as("template %d is released: loader.js needs another @template number", number)
          .isEqualTo(RELEASED.get(number));
    } else {
      assertThat(number)
          .as(
              "%s is not in RELEASED, and only the newest may be",
              digest(LoaderTemplate.read(number)))
          .isEqualTo(LoaderTemplates.NEWEST);
    }
  }

  @Test
  void read_newestTemplate_isMadeOfTheSourceAsItIs() throws IOException {
    Digest source = Digest.sha256(Files.readAllBytes(Path.of("src/main/loader/loader.js")));
    assertThat(LoaderTemplate.read(LoaderTemplates.NEWEST).source())
        .as("loader.js has changed: docs/loader.md, Templates, says how a template is made of it")
        .isEqualTo(source.toString());
  }

  @ParameterizedTest
  @CsvSource({"-1", "0"})
  void nearest_beforeTheOldest_isTheOldest(int number) {
    assertThat(LoaderTemplates.nearest(number)).isEqualTo(LoaderTemplates.OLDEST);
  }

  @Test
  void nearest_ofANewerProgram_isTheNewest() {
    assertThat(LoaderTemplates.nearest(LoaderTemplates.NEWEST)).isEqualTo(LoaderTemplates.NEWEST);
    assertThat(LoaderTemplates.nearest(LoaderTemplates.NEWEST + 5))
        .isEqualTo(LoaderTemplates.NEWEST);
  }
}
