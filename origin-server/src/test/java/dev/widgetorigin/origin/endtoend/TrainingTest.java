package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: what the launcher runs after a build has nothing to do with origins around it, and
 * ends, whatever happens.
 */
final class TrainingTest {
  @TempDir Path folder;

  @Test
  void train_filesForFewConnections_endsWithoutTheLoad() throws Exception {
    Path said = folder.resolve("said");
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -n 256; exec \"$@\""));
    command.add("sh");
    command.addAll(train("640"));

    int code = run(plain(command), said);

    assertThat(code).as(Files.readString(said)).isZero();
    assertThat(said).content().contains("the load ended early: the origin closed a connection");
    assertThat(folder.resolve("trained/encrypted/listeners.json")).as("serve with TLS").exists();
  }

  @Test
  void train_mistakeWhileAnOriginRuns_ends() throws Exception {
    Path said = folder.resolve("said");

    int code = run(plain(train("many")), said);

    assertThat(code).isEqualTo(1);
    assertThat(said).content().contains("NumberFormatException");
    assertThat(folder.resolve("trained/store/listeners.json")).as("serve ran").exists();
  }

  @Test
  void train_settingsOfAnOriginAround_haveNoSay() throws Exception {
    Path here = Files.createDirectory(folder.resolve("here"));
    Files.writeString(here.resolve("widget-origin.yaml"), "tls: {certificate: none.pem}\n");
    Path said = folder.resolve("said");
    ProcessBuilder builder = plain(train("640")).directory(here.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "WIDGET_ORIGIN_ADMIN_TOKEN",
                "of-another-origin-0123456789",
                "WIDGET_ORIGIN_STORE_PATH",
                here.resolve("store").toString(),
                "WIDGET_ORIGIN_CONFIG",
                here.resolve("none.yaml").toString()));

    int code = run(builder, said);

    assertThat(code).as(Files.readString(said)).isZero();
    assertThat(said).content().contains("640 requests were answered");
    assertThat(folder.resolve("trained/store/listeners.json")).as("serve ran").exists();
    assertThat(here.resolve("store")).doesNotExist();
  }

  private List<String> train(String requests) throws IOException {
    List<String> command = new ArrayList<>(OriginCommand.get());
    Path trained = Files.createDirectory(folder.resolve("trained"));
    command.addAll(List.of("train", trained.toString(), requests));
    return command;
  }

  private static ProcessBuilder plain(List<String> command) {
    return OriginProcess.plain(new ProcessBuilder(command));
  }

  private static int run(ProcessBuilder builder, Path said) throws Exception {
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}
