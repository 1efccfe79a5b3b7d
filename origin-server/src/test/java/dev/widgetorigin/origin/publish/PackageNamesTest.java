package dev.widgetorigin.origin.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description that installing goes by, which is kept with each version. */
final class PackageNamesTest {
  private static final PublishOrder ORDER =
      new PublishOrder(WidgetName.parse("chat"), Version.parse("1.2.3"), null, "ana", "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{\"name\":\"chat\", \"version\":\"1.2.3\"}|{\"name\":\"chat\", \"version\":\"1.2.3\"}",
        "{\"version\":\"0.0.0\", \"x\":[1]}|{\"version\":\"1.2.3\",\"x\":[1],\"name\":\"chat\"}",
        "{\"name\":5}|{\"name\":\"chat\",\"version\":\"1.2.3\"}",
        "[]|[]",
        "{|{",
        "-|-",
      })
  void asPublished_hasTheNameAndTheVersionOfTheOrder(String own, String expected) {
    assertThat(PackageNames.asPublished(ORDER, own)).isEqualTo(expected);
  }

  @DisplayName("it is kept with the version, so it stays as small as the bundle's own")
  @Test
  void asPublished_deeplyNested_isHardlyLonger() {
    int depth = 400;
    String deep = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    String own = "{\"all\":[" + (deep + ",").repeat(300) + deep + "]}";
    assertThat(PackageNames.asPublished(ORDER, own)).hasSizeLessThan(own.length() + 100);
  }
}
