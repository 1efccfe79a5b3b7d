package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: what the launcher runs after a build has nothing to do with origins around it. */
final class TrainingTest {
  @TempDir Path folder;

  @Test
  void train_settingsOfAnOriginAround_haveNoSay() throws Exception {
    Path here = Files.createDirectory(folder.resolve("here"));
    Files.writeString(here.resolve("widget-origin.yaml"), "tls: {certificate: none.pem}\n");
    Path trained = Files.createDirectory(folder.resolve("trained"));
    List<String> command = new ArrayList<>(OriginCommand.get());
    command.addAll(List.of("train", trained.toString(), "640"));
    Path said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(here.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    OriginProcess.plain(builder)
        .environment()
        .putAll(
            Map.of(
                "WIDGET_ORIGIN_ADMIN_TOKEN",
                "of-another-origin-0123456789",
                "WIDGET_ORIGIN_STORE_PATH",
                here.resolve("store").toString(),
                "WIDGET_ORIGIN_CONFIG",
                here.resolve("none.yaml").toString()));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    assertThat(said).content().contains("640 requests were answered");
    assertThat(trained.resolve("store/listeners.json")).as("serve ran").exists();
    assertThat(here.resolve("store")).doesNotExist();
  }
}
