package dev.widgetorigin.origin.endtoend;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * Stands for the origin where scripts are tested that start it: a program in a jar of its own that
 * says how it was started.
 */
public final class LaunchedProbe {
  /** Names what the program is to say: a property of the JVM, or one of the words below. */
  static final String ASKED = "PROBED";

  private LaunchedProbe() {}

  /** Runs as the origin would: {@code man} writes its pages, all else says what was asked for. */
  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("man")) {
      Path folder = Files.createDirectories(Path.of(arguments[2]));
      Files.writeString(folder.resolve("widget-origin.1"), "a page");
      return;
    }
    System.out.println(
        value(System.getenv().getOrDefault(ASKED, "sun.jnu.encoding"))
            + " "
            + Files.exists(Path.of(arguments[0])));
  }

  private static String value(String asked) {
    return switch (asked) {
      case "command" -> System.getenv("WIDGET_ORIGIN_COMMAND");
      case "heap" -> (Runtime.getRuntime().maxMemory() >> 20) + " MiB";
      case "counters" -> counters();
      case "trouble" -> trouble();
      default -> System.getProperty(asked);
    };
  }

  /** Whether this JVM has a file in /tmp, which a kill would leave there. */
  private static String counters() {
    Path file =
        Path.of(
            "/tmp/hsperfdata_" + System.getProperty("user.name"),
            Long.toString(ProcessHandle.current().pid()));
    return Files.exists(file) ? file.toString() : "none";
  }

  /** How the system says that a folder is no file. */
  private static String trouble() {
    try (InputStream in = new FileInputStream("/")) {
      return "none: " + in.read();
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** Lays out what the launcher needs: itself, and the jar where it looks for it. */
  static void install(Path root) throws IOException {
    Path launcher = Files.createDirectories(root.resolve("bin")).resolve("widget-origin");
    Files.copy(here("bin/widget-origin"), launcher);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path jar = root.resolve("origin-server/target/run/widget-origin.jar");
    Files.createDirectories(jar.getParent());
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, LaunchedProbe.class.getName());
    String name = LaunchedProbe.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = LaunchedProbe.class.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new ZipEntry(name));
      in.transferTo(out);
    }
  }

  /** A file of the project; tests run in the module's folder or in the root. */
  static Path here(String name) {
    Path file = Path.of(name);
    return Files.exists(file) ? file : Path.of("..").resolve(name);
  }

  /** What a script came to. */
  record Ran(int exit, String said) {}

  /** Runs a script of bash with nothing in the environment but a path and what is given. */
  static Ran run(Path folder, Map<String, String> environment, String script)
      throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    environment.forEach(
        (key, value) -> {
          if (!value.isEmpty()) {
            builder.environment().put(key, value);
          }
        });
    Process process = builder.start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(said, StandardCharsets.UTF_8);
    if (!ended) {
      throw new IllegalStateException("the script did not end: " + text);
    }
    return new Ran(process.exitValue(), text);
  }
}
