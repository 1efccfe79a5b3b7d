package dev.widgetorigin.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs other programs to their end. */
public final class Shell {
  private Shell() {}

  /** What a program prints; an exit code other than 0 throws with what it said. */
  public static String output(ProcessBuilder program) throws IOException, InterruptedException {
    Process process = program.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", program.command()) + " failed: " + text.strip());
    }
    return text;
  }

  /** The same in the present folder. */
  public static String output(String... command) throws IOException, InterruptedException {
    return output(new ProcessBuilder(command));
  }

  /** The same in another folder. */
  public static String output(Path folder, String... command)
      throws IOException, InterruptedException {
    return output(new ProcessBuilder(command).directory(folder.toFile()));
  }

  /** Writes what a program prints into a file. */
  public static void toFile(Path target, Path folder, String... command)
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
  public static String firstLine(String... command) {
    try {
      return output(command).lines().findFirst().orElse("unknown");
    } catch (IOException missing) {
      return "unknown";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
