package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, and what is wrong with a call before any origin is asked. */
final class UsageTest {
  @ParameterizedTest
  @CsvSource({
    "publish /dev/null --widget x --version 1.0.0",
    "stats import /dev/null --format nginx"
  })
  void file_thatIsADevice_isNotTakenForAnEmptyOne(String typed) {
    CliRun run = CliRun.of(Map.of(), typed.split(" "));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("/dev/null is a pipe or a device");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wo_x\ny", "wo_\u6570", "wo_x\u00e4", "wo_x\u0007"})
  void token_thatCannotBeSent_isRefusedWithoutRepeatingIt(String token) {
    CliRun run = CliRun.of(Map.of(), "list", "--token", token);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("no token has").doesNotContain("wo_").doesNotContain("at dev");
  }

  @ParameterizedTest
  @CsvSource({
    "help rollback, Usage: widget-origin rollback",
    "help token create, Usage: widget-origin token create",
    "help, When a release went wrong",
    "version, widget-origin",
  })
  void helpAndVersion_asOtherToolsHaveThem_areUnderstood(String typed, String words) {
    CliRun run = CliRun.of(Map.of(), typed.split(" "));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains(words);
  }

  @Test
  void help_rollback_isSeenAtAGlance() {
    String help = CliRun.of(Map.of(), "--help").out();
    assertThat(help.lines().filter(line -> line.contains("rollback")).findFirst())
        .hasValueSatisfying(
            line -> assertThat(line).contains("back on the version it answered before"));
    assertThat(help.indexOf("rollback")).isLessThan(help.indexOf("publish"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "frob|Try 'widget-origin --help'",
        "rollback|WIDGET",
        "rollback UPPER|not a",
        "rollback chat --to one|not a version",
        "pin chat v1|expected WIDGET ALIAS VERSION",
        "publish|DIR_OR_ARCHIVE",
        "publish . --state live|expected staged or released",
        "list --server ftp://x|expected a URL",
        "rollout start chat 1.0.0 --step 5|expected PERCENT:TIME",
        "gc --grace soon|expected a duration",
        "audit list -n 0|--limit: expected a whole number from 1 on, found 0",
        "history --before x|--before: expected a whole number, found 'x'",
        "demo --port 8o80|--port: expected a whole number, found '8o80'",
        "serve --set port|--set: expected KEY=VALUE, found 'port'",
        "inspect|: expected [WIDGET] OLD NEW",
        "deprecate chat 1.0.0 old|a reason goes behind --reason",
        "token|create, list, rotate or revoke",
        "''|Which command?"
      })
  void run_wrongUsage_isCode2AndSaysWhatWasExpected(String line, String expected) {
    CliRun run = CliRun.of(Map.of(), line.isEmpty() ? new String[0] : line.split(" ", -1));
    assertThat(run.err()).contains(expected);
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void run_noOriginThere_saysWhatToDo() {
    CliRun run = CliRun.of(Map.of("WIDGET_ORIGIN_SERVER", "http://127.0.0.1:1"), "list");
    assertThat(run.err()).contains("nothing answers at", "widget-origin serve");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void serve_badSettings_listsThemAllAndDoesNotStart() {
    CliRun run =
        CliRun.of(Map.of(), "serve", "--set", "delivery.prt=1", "--set", "http.transport=fast");
    assertThat(run.err()).contains("2 problems", "Did you mean delivery.port?", "epoll");
    assertThat(run.code()).isEqualTo(1);
  }
}
