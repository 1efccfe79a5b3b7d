package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: the shell example of {@code deploy/} publishes, may be repeated, and tells why not.
 */
final class PublishScriptTest {
  private record Ran(int exit, String said) {}

  @TempDir Path folder;

  @BeforeAll
  static void needItsTools() {
    assumeTrue(
        Stream.of("/bin/sh", "/usr/bin/curl", "/usr/bin/tar")
            .allMatch(p -> Files.exists(Path.of(p))),
        "no sh, curl or tar on this machine: install them to run this test");
  }

  @Test
  void script_onATag_publishesOnceAndSaysWhatIsRefused() throws Exception {
    Path script = file("dist/index.js", "console.log(1)\n");
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"))) {
      String bundle = script.getParent().toString();
      Ran first = publish(origin, "@acme/chat", "v1.0.0", bundle);
      Ran again = publish(origin, "@acme/chat", "v1.0.0", bundle);
      Files.writeString(script, "console.log(2)\n");
      Ran other = publish(origin, "@acme/chat", "v1.0.0", bundle);
      Ran staged = publish(origin, "@acme/chat", "1.1.0", bundle, "staged");
      Ran stranger = run(origin.control().toString(), "wrong", "@acme/chat", "v2.0.0", bundle);

      assertThat(first.said()).contains("published @acme/chat v1.0.0 (released)");
      assertThat(first.exit()).isZero();
      assertThat(again.said()).contains("published before");
      assertThat(again.exit()).isZero();
      assertThat(other.said()).contains("refused (409)", "Publish another number");
      assertThat(other.exit()).isEqualTo(1);
      assertThat(staged.exit()).isZero();
      assertThat(stranger.said()).contains("refused (401)").doesNotContain("wrong");
      assertThat(stranger.exit()).isEqualTo(1);
      assertThat(
              new String(origin.get("/@acme/chat/latest/index.js").body(), StandardCharsets.UTF_8))
          .isEqualTo("console.log(1)\n");
    }
  }

  @Test
  void script_folderThatHoldsOnlyAFolder_keepsBoth() throws Exception {
    file("my dist/assets/js/a.js", "console.log(1)\n");
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"))) {
      Ran ran = publish(origin, "chat", "1.0.0", "my dist");
      assertThat(ran.said()).contains("published chat 1.0.0");
      assertThat(origin.get("/chat/1.0.0/assets/js/a.js").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void script_serverWithASlashAtItsEnd_publishes() throws Exception {
    file("dist/index.js", "console.log(1)\n");
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"))) {
      Ran ran = run(origin.control() + "/", OriginProcess.TOKEN, "chat", "1.0.0", "dist");
      assertThat(ran.said()).contains("published chat 1.0.0");
    }
  }

  private Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private Ran publish(OriginProcess origin, String... arguments)
      throws IOException, InterruptedException {
    return run(origin.control().toString(), OriginProcess.TOKEN, arguments);
  }

  private Ran run(String server, String token, String... arguments)
      throws IOException, InterruptedException {
    // Tests run in the module's folder or in the root.
    Path here = Path.of("deploy/publish.sh");
    Path script = Files.exists(here) ? here : Path.of("../deploy/publish.sh");
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("WIDGET_ORIGIN_SERVER", server);
    builder.environment().put("WIDGET_ORIGIN_TOKEN", token);
    builder.environment().put("no_proxy", "127.0.0.1");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), said);
  }
}
