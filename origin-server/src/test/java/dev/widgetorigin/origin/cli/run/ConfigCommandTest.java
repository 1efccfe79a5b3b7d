package dev.widgetorigin.origin.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.Setting;
import dev.widgetorigin.origin.config.value.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ConfigCommandTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @TempDir Path folder;
  private Path file;
  private final Map<String, String> environment = new HashMap<>();
  private Exception failure;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("origin.yaml");
    Files.writeString(
        file,
        """
        delivery: {port: 80}
        limits:
          idle-timeout: 30s
        tokens:
          - {name: ci, sha256: %s, scopes: ["publish:chat"]}
        purge:
          targets:
            - {type: http, name: hook, url: "https://hooks.example/services/T0/s3cr3tpath"}
        """
            .formatted(HASH));
    environment.put("WIDGET_ORIGIN_CONFIG", file.toString());
    environment.put("WIDGET_ORIGIN_DELIVERY_PORT", "8000");
    environment.put("WIDGET_ORIGIN_ADMIN_TOKEN", "very-secret-token");
  }

  private String run(String... arguments) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    Terminal terminal = TestTerminal.unattended(writer, writer, environment);
    CommandLine line = new CommandLine(new ConfigCommand(terminal));
    line.setExecutionExceptionHandler(
        (thrown, command, result) -> {
          failure = thrown;
          return 1;
        });
    line.execute(arguments);
    return out.toString();
  }

  @Test
  void config_valueFromEachPlace_namesThePlaceAndWhatItWinsOver() {
    String text = run("--set", "control.port=9000");
    assertThat(failure).isNull();
    assertThat(text)
        .contains("file: " + file)
        .contains("administrator's token: from WIDGET_ORIGIN_ADMIN_TOKEN")
        .containsPattern("delivery\\.host +0\\.0\\.0\\.0 +default")
        .containsPattern(
            "delivery\\.port +8000 +WIDGET_ORIGIN_DELIVERY_PORT \\(not origin\\.yaml:1\\)")
        .containsPattern("control\\.port +9000 +--set")
        .containsPattern("limits\\.idle-timeout +30s +origin\\.yaml:3")
        .containsPattern("delivery\\.public-url +none +default")
        .containsPattern("http\\.transport +auto +default");
  }

  @Test
  void config_secrets_areNowhere() {
    for (String text : List.of(run(), run("--json"))) {
      assertThat(text)
          .contains("ci", "publish:chat", "hook", "https://hooks.example/…")
          .doesNotContain("very-secret-token", HASH, "s3cr3tpath");
    }
  }

  @Test
  void config_json_hasEverySettingOnce() {
    JsonNode json = JsonMapper.shared().readTree(run("--json"));
    assertThat(json.path("file").asString()).isEqualTo(file.toString());
    assertThat(json.path("adminToken").asString()).isEqualTo("WIDGET_ORIGIN_ADMIN_TOKEN");
    List<String> keys = new ArrayList<>();
    json.path("settings").forEach(each -> keys.add(each.path("key").asString()));
    assertThat(keys)
        .containsExactlyElementsOf(
            Setting.under(OriginConfig.DEFAULTS, "").stream().map(Setting::key).toList());
    JsonNode port = json.path("settings").get(keys.indexOf("delivery.port"));
    assertThat(port)
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"key":"delivery.port","value":8000,"source":"environment",
                     "places":[{"kind":"environment","name":"WIDGET_ORIGIN_DELIVERY_PORT"},
                               {"kind":"file","name":"origin.yaml:1"}]}
                    """));
  }

  @Test
  void config_keysAndGiven_showOnlyThose() {
    assertThat(run("--given").lines().skip(3))
        .extracting(line -> line.split(" +", -1)[0])
        .containsExactly("delivery.port", "limits.idle-timeout", "purge.targets", "tokens");
    assertThat(run("delivery", "store.path").lines().skip(3))
        .extracting(line -> line.split(" +", -1)[0])
        .contains("delivery.host", "delivery.port", "store.path")
        .doesNotContain("control.port", "store.url");
  }

  @Test
  void config_unknownKey_namesTheNearest() {
    run("delivery.prt");
    assertThat(failure)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("Did you mean delivery.port?");
  }

  @Test
  void config_withMistakes_listsAllAsAStartWould() throws IOException {
    Files.writeString(file, "delivery: {prt: 1}\nlimits: {idle-timeout: soon}\n");
    run();
    assertThat(failure)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("2 problems", "origin.yaml:1", "origin.yaml:2");
  }
}
