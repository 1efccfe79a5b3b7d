package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise: a command leaves no temporary file, and says what to do where it can make none. */
final class ClientProcessTest {
  @TempDir Path folder;
  private Path bundle;

  @BeforeEach
  void write() throws IOException {
    bundle = Files.createDirectory(folder.resolve("dist"));
    Files.writeString(bundle.resolve("index.js"), "let a;");
  }

  private List<String> publish(Path temporary, int port) {
    List<String> command = new ArrayList<>(OriginCommand.get());
    command.add(1, "-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("publish", bundle.toString(), "--widget", "w", "--version", "1.0.0"));
    command.addAll(List.of("--server", "http://127.0.0.1:" + port));
    return command;
  }

  private static Process start(List<String> command, Path said) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("WIDGET_ORIGIN_TOKEN", "t");
    return OriginProcess.plain(builder).start();
  }

  @Test
  void publish_endedWhileItIsSent_leavesNothing() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path said = folder.resolve("said");
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      silent.setSoTimeout(60_000);
      Process process = start(publish(temporary, silent.getLocalPort()), said);
      try (Socket sent = silent.accept()) {
        assertThat(sent.getInputStream().read()).isEqualTo('P');
        assertThat(temporary).isNotEmptyDirectory();
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
    }
    assertThat(temporary).isEmptyDirectory();
  }

  /** A limit of the shell stands for a full disk. */
  @Test
  void publish_whereTheTemporaryFileFindsNoRoom_saysSoAndLeavesNothing() throws Exception {
    assumeTrue(Files.exists(Path.of("/bin/sh")), "no shell on this machine");
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    Files.write(bundle.resolve("noise.bin"), noise);
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path said = folder.resolve("said");
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 64; exec \"$@\"", "sh"));
    command.addAll(publish(temporary, 1));
    Process process = start(command, said);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(said, StandardCharsets.UTF_8))
        .contains("cannot write the temporary file " + temporary, "TMPDIR")
        .doesNotContain("cannot read");
    assertThat(temporary).isEmptyDirectory();
  }

  private static List<String> demo(Path temporary) {
    List<String> command = new ArrayList<>(OriginCommand.get());
    command.add(1, "-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("demo", "--port", "0"));
    return command;
  }

  @Test
  void demo_endedWhileItPublishes_leavesNothing() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Process process = start(demo(temporary), folder.resolve("said"));
    try {
      await()
          .atMost(60, TimeUnit.SECONDS)
          .pollInterval(5, TimeUnit.MILLISECONDS)
          .until(() -> publishes(temporary));
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(temporary).isEmptyDirectory();
  }

  private static boolean publishes(Path temporary) throws IOException {
    try (Stream<Path> made = Files.list(temporary)) {
      return made.anyMatch(each -> Files.exists(each.resolve("bundles")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish", "demo"})
  void command_whereNoTemporaryFolderCanBe_saysWhichVariableHelps(String command) throws Exception {
    Path said = folder.resolve("said");
    Path nowhere = bundle.resolve("index.js/tmp");
    Process process = start(command.equals("demo") ? demo(nowhere) : publish(nowhere, 1), said);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(said, StandardCharsets.UTF_8))
        .contains("cannot make a folder for temporary files", "TMPDIR")
        .doesNotContain("Exception");
  }
}
