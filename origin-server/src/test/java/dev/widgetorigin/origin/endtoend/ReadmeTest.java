package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.ProxyProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: what README.md says to type works, and says what is printed there. */
final class ReadmeTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```(sh|console)\\n(.*?)```");

  @TempDir Path folder;

  /** The blocks of commands of a chapter; the last of this one has a command and its output. */
  private static List<String> blocks(String chapter) throws IOException {
    String readme = Files.readString(LaunchedProbe.here("README.md"));
    int start = readme.indexOf("\n## " + chapter + "\n");
    assertThat(start).isPositive();
    Matcher matcher = BLOCK.matcher(readme.substring(start, readme.indexOf("\n## ", start + 1)));
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group(2));
    }
    return found;
  }

  /** The command, as a clone has it. */
  private void writeCommand() throws IOException {
    String command =
        OriginCommand.get().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Path script = Files.createDirectories(folder.resolve("bin")).resolve("widget-origin");
    Files.writeString(
        script,
        "#!/bin/bash\nexport WIDGET_ORIGIN_COMMAND=bin/widget-origin\nexec "
            + command
            + " \"$@\"\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void yourOwnWidget_asPrinted_endsWithTheRollbackThatIsPrinted() throws Exception {
    assumeTrue(
        Files.exists(Path.of("/bin/bash")) && ProxyProgram.find("curl").isPresent(),
        "no bash or curl on this machine: install them");
    List<String> blocks = blocks("Your own widget");
    String printed = blocks.remove(blocks.size() - 1);
    int end = printed.indexOf('\n');
    assertThat(printed).startsWith("$ bin/widget-origin rollback");
    writeCommand();
    String rollback = printed.substring(2, end) + " > rollback.txt";
    String script =
        String.join("\n", blocks) + "\n" + rollback + "\nkill %1\nwait %1\necho ended $?\n";
    assertThat(run(script))
        .contains("HTTP/1.1 200 OK", "Hello from a widget", "moved latest: 1.0.0 -> 1.1.0")
        .endsWith("ended 0\n");
    assertThat(Files.readString(folder.resolve("rollback.txt")))
        .isEqualTo(printed.substring(end + 1));
  }

  /** On ports that are free here, in a folder of its own. */
  private String run(String script) throws Exception {
    String delivery = Integer.toString(ProxyProgram.freePort());
    String control = Integer.toString(ProxyProgram.freePort());
    Path said = folder.resolve("said.txt");
    String here =
        script
            .replace("127.0.0.1:8080", "127.0.0.1:" + delivery)
            .replace("127.0.0.1:8081", "127.0.0.1:" + control)
            .replace("/tmp/hello", folder.resolve("hello").toString());
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", "-c", here)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    OriginProcess.plain(builder)
        .environment()
        .putAll(
            Map.of(
                "WIDGET_ORIGIN_DELIVERY_PORT",
                delivery,
                "WIDGET_ORIGIN_CONTROL_PORT",
                control,
                "WIDGET_ORIGIN_SERVER",
                "http://127.0.0.1:" + control,
                "no_proxy",
                "127.0.0.1"));
    Process process = builder.start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String text = Files.readString(said, StandardCharsets.UTF_8);
    assertThat(ended).as(text).isTrue();
    return text;
  }
}
