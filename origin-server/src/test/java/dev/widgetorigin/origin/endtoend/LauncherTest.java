package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promise: {@code bin/widget-origin} runs where cron, containers and pipelines call it. */
final class LauncherTest {
  /** Stands for the origin: says how it was started. */
  public static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      System.out.println(
          System.getProperty(System.getenv().getOrDefault("PROBED", "sun.jnu.encoding"))
              + " "
              + Files.exists(Path.of(arguments[0])));
    }
  }

  @TempDir Path root;

  @BeforeEach
  void install() throws IOException {
    assumeTrue(Files.exists(Path.of("/bin/bash")), "no bash on this machine: install it");
    Path here = Path.of("bin/widget-origin");
    Path launcher = Files.exists(here) ? here : Path.of("../bin/widget-origin");
    Path copy = Files.createDirectories(root.resolve("bin")).resolve("widget-origin");
    Files.copy(launcher, copy);
    Path jar = root.resolve("origin-server/target/run/widget-origin.jar");
    Files.createDirectories(jar.getParent());
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Probe.class.getName());
    String name = Probe.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = Probe.class.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new ZipEntry(name));
      in.transferTo(out);
    }
  }

  @ParameterizedTest(name = "LANG={0} LC_ALL={1}")
  @CsvSource({"'',''", "C,''", "POSIX,''", "'',C", "en_US.UTF-8,C", "xx_YY.UTF-8,''", "C.UTF-8,''"})
  void run_anyLocale_filesAreNamedInUtf8(String lang, String all) throws Exception {
    assertThat(run(Map.of("LANG", lang, "LC_ALL", all))).isEqualTo("UTF-8 true\n");
  }

  @Test
  void run_noHome_starts() throws Exception {
    assertThat(run(Map.of())).isEqualTo("UTF-8 true\n");
  }

  /** A relative {@code cd} looks there first, and says where it went. */
  @Test
  void run_withACdpath_findsItsOwnFolder() throws Exception {
    Files.createDirectories(root.resolve("elsewhere/bin"));
    assertThat(run(Map.of("CDPATH", root.resolve("elsewhere").toString())))
        .isEqualTo("UTF-8 true\n");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "WIDGET_ORIGIN_JAVA_OPTS, -XX:+UseParallelGC -Xmx300m",
    "WIDGET_ORIGIN_JAVA_OPTS, -Xmx300m -XX:+UseG1GC",
    "JDK_JAVA_OPTIONS, -XX:+UseParallelGC"
  })
  void run_withACollectorOfTheOperator_takesThat(String variable, String options) throws Exception {
    assertThat(run(Map.of(variable, options))).endsWith("UTF-8 true\n");
  }

  @Test
  void run_withATmpdir_makesTemporaryFilesThere() throws Exception {
    String folder = Files.createDirectory(root.resolve("my tmp")).toString();
    assertThat(run(Map.of("PROBED", "java.io.tmpdir", "TMPDIR", folder)))
        .isEqualTo(folder + " true\n");
    assertThat(run(Map.of("PROBED", "java.io.tmpdir", "TMPDIR", folder + "/none")))
        .isEqualTo("/tmp true\n");
  }

  @Test
  void run_currentFolderIsGone_saysSo() throws Exception {
    String launcher = root.resolve("bin/widget-origin").toString();
    String script = "mkdir gone && cd gone && rmdir ../gone && exec '" + launcher + "' x";
    assertThat(run(Map.of(), script))
        .contains("the current folder " + root.resolve("gone") + " is gone")
        .doesNotContain("Exception", "java.lang");
  }

  private String run(Map<String, String> environment) throws Exception {
    // A name that only a shell is sure to be able to write.
    return run(
        environment,
        "name=$(printf '\\303\\251.js') && : >\"$name\" && exec bin/widget-origin \"$name\"");
  }

  /** With nothing in the environment but a path and what is given. */
  private String run(Map<String, String> environment, String script) throws Exception {
    Path said = root.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", "-c", script)
            .directory(root.toFile())
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
    Files.setPosixFilePermissions(
        root.resolve("bin/widget-origin"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Process process = builder.start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(said, StandardCharsets.UTF_8);
    assertThat(ended).as(text).isTrue();
    return text;
  }
}
