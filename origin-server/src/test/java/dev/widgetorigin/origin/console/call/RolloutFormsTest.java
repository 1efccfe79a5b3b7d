package dev.widgetorigin.origin.console.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.text.Json;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What forms of rollouts come to. */
class RolloutFormsTest {
  private static Form form(String steps) {
    return new Form(
        Map.of("widget", "@acme/map", "version", "1.0.0", "steps", steps, "reason", "new tiles"));
  }

  @DisplayName("steps as the command line takes them")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "5:1h                | [{weight:5.0,duration:1h}]",
        "5%:1h, 12.5:90m     | [{weight:5.0,duration:1h},{weight:12.5,duration:90m}]",
        "'5:1h 50:2d 100:1h' |"
            + " [{weight:5.0,duration:1h},{weight:50.0,duration:2d},{weight:100.0,duration:1h}]",
      })
  void start_withSteps_sendsThem(String steps, String sent) {
    Actions.Order order = RolloutForms.start(form(steps));
    assertThat(order.target()).isEqualTo("/-/api/v1/widgets/%40acme%2Fmap/rollout");
    String json = Json.MAPPER.writeValueAsString(order.body().get("steps"));
    assertThat(json.replace("\"", "")).isEqualTo(sent);
  }

  @Test
  void start_withoutSteps_leavesThemToTheOrigin() {
    Actions.Order order = RolloutForms.start(form(" "));
    assertThat(order.body()).doesNotContainKey("steps");
    assertThat(order.command())
        .isEqualTo("widget-origin rollout start @acme/map 1.0.0 --reason 'new tiles'");
  }

  @Test
  void start_withSteps_namesTheCommand() {
    assertThat(RolloutForms.start(form("5:1h 50:2d")).command())
        .isEqualTo(
            "widget-origin rollout start @acme/map 1.0.0 --step '5:1h,50:2d' --reason 'new tiles'");
  }

  @DisplayName("anything else is refused")
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "5",
        "5:",
        ":1h",
        "5:1h,",
        "x:1h",
        "5:1h;rm -rf",
        "-5:1h",
        "5:1h:2h",
        "5.123:1h",
        "1:1h 2:1h 3:1h 4:1h 5:1h 6:1h 7:1h 8:1h 9:1h 10:1h 11:1h 12:1h 13:1h 14:1h 15:1h 16:1h"
            + " 17:1h 18:1h 19:1h 20:1h 21:1h"
      })
  void start_withOtherText_isRefused(String steps) {
    assertThatThrownBy(() -> RolloutForms.start(form(steps)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("PERCENT:TIME");
  }
}
