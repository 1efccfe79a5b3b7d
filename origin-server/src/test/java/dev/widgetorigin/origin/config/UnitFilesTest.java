package dev.widgetorigin.origin.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.ProxyProgram;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.config.load.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise: the units of systemd fit the program that they run. */
final class UnitFilesTest {
  @TempDir Path folder;

  /** The lines of a unit by their name; one may be there several times. */
  private static Map<String, List<String>> unit(String name) throws IOException {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    for (String line : ProxyProgram.deployed(name).split("\n", -1)) {
      int is = line.indexOf('=');
      if (!line.startsWith("#") && is > 0) {
        lines
            .computeIfAbsent(line.substring(0, is), unused -> new ArrayList<>())
            .add(line.substring(is + 1));
      }
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"widget-origin.service", "widget-origin@.service"})
  void service_isToldWhenItIsReadyReloadsAndHasTimeToStop(String name) throws IOException {
    Map<String, List<String>> unit = unit(name);
    assertThat(unit)
        .containsEntry("Type", List.of("notify"))
        .containsEntry("KillSignal", List.of("SIGTERM"))
        .containsEntry("ExecStart", List.of("/usr/local/bin/widget-origin serve"))
        .containsEntry("ExecReload", List.of("/bin/kill -HUP $MAINPID"));
    ShutdownConfig shutdown = OriginConfig.DEFAULTS.shutdown();
    assertThat(Duration.ofSeconds(Long.parseLong(unit.get("TimeoutStopSec").get(0))))
        .isGreaterThan(shutdown.delay().plus(shutdown.drain()).plusSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"widget-origin.service", "widget-origin@.service"})
  void service_takesItsVariablesFromTheFileThatIsInstalled(String name) throws IOException {
    Map<String, List<String>> unit = unit(name);
    assertThat(unit).containsEntry("EnvironmentFile", List.of("-/etc/widget-origin/environment"));
    Map<String, String> variables = new LinkedHashMap<>();
    for (String each : unit.get("Environment")) {
      variables.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
    }
    assertThat(variables)
        .containsEntry("WIDGET_ORIGIN_CONFIG", "/etc/widget-origin/widget-origin.yaml");
    OriginConfig config = ConfigLoader.load(null, variables, Map.of());
    // Of all that is protected, only the state folder can be written.
    String state = "/var/lib/" + unit.get("StateDirectory").get(0);
    assertThat(config.store().path().toString()).startsWith(state + "/");
    assertThat(unit).containsEntry("ProtectSystem", List.of("strict"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"widget-origin.service", "widget-origin@.service"})
  void credentials_haveTheNamesThatTheProgramLooksFor(String name) throws IOException {
    for (String each : unit(name).get("LoadCredential")) {
      String[] parts = each.split(":", -1);
      assertThat(parts[1]).isEqualTo("widget-origin." + parts[0]);
      Files.writeString(folder.resolve(parts[0]), "of " + parts[0]);
    }
    Map<String, String> given = Map.of("CREDENTIALS_DIRECTORY", folder.toString());
    assertThat(Secrets.adminToken(given)).isEqualTo("of admin-token");
    OriginConfig config = ConfigLoader.load(null, given, Map.of());
    assertThat(config.tls().certificate()).isEqualTo(folder.resolve("tls.certificate"));
    assertThat(config.tls().key()).isEqualTo(folder.resolve("tls.key"));
  }
}
