package dev.widgetorigin.bench.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs other programs to their end. */
final class Shell {
  private Shell() {}

  /** Standard output; an exit code other than 0 throws with what the program said. */
  static String output(Path folder, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + text.strip());
    }
    return text;
  }

  static void toFile(Path target, Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(target.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", List.of(command)) + " failed");
    }
  }

  /** The first line, or {@code unknown} where the program is missing or fails. */
  static String firstLine(String... command) {
    try {
      return output(Path.of("."), command).lines().findFirst().orElse("unknown");
    } catch (IOException missing) {
      return "unknown";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
