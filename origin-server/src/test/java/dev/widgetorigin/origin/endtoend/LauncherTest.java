package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promise: {@code bin/widget-origin} runs where cron, containers and pipelines call it. */
final class LauncherTest {
  @TempDir Path root;

  @BeforeEach
  void install() throws IOException {
    assumeTrue(Files.exists(Path.of("/bin/bash")), "no bash on this machine: install it");
    LaunchedProbe.install(root);
  }

  @ParameterizedTest(name = "LANG={0} LC_ALL={1}")
  @CsvSource({"'',''", "C,''", "POSIX,''", "'',C", "en_US.UTF-8,C", "xx_YY.UTF-8,''", "C.UTF-8,''"})
  void run_anyLocale_filesAreNamedInUtf8(String lang, String all) throws Exception {
    assertThat(run(Map.of("LANG", lang, "LC_ALL", all))).isEqualTo("UTF-8 true\n");
  }

  /** By its words a full disk is told from one that is read-only. */
  @ParameterizedTest(name = "LANG={0} LANGUAGE={1}")
  @CsvSource({"de_DE.UTF-8,''", "C.UTF-8,de", "de_DE.UTF-8,de_DE:de", "'',fr"})
  void run_anyLanguage_theSystemSpeaksEnglish(String lang, String language) throws Exception {
    assertThat(run(Map.of("PROBED", "trouble", "LANG", lang, "LANGUAGE", language)))
        .isEqualTo("/ (Is a directory) true\n");
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

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "WIDGET_ORIGIN_JAVA_OPTS, -Xmx1g, 900, 1024",
    "WIDGET_ORIGIN_JAVA_OPTS, -Xmx24m, 16, 24",
    "WIDGET_ORIGIN_JAVA_OPTS, -XX:MaxRAM=4g -XX:MaxRAMPercentage=25, 900, 1024",
    "JAVA_TOOL_OPTIONS, -Xmx1g, 900, 1024",
    "JDK_JAVA_OPTIONS, -XX:MaxHeapSize=1g, 900, 1024",
    "WIDGET_ORIGIN_JAVA_OPTS, -Dno.size=set, 450, 512"
  })
  void run_withAHeapOfTheOperator_takesThat(String variable, String options, int least, int most)
      throws Exception {
    String said = run(Map.of("PROBED", "heap", variable, options));
    assertThat(said).containsPattern("(?m)^\\d+ MiB true$");
    assertThat(Integer.parseInt(said.replaceFirst("(?s).*?(\\d+) MiB true\\n", "$1")))
        .isBetween(least, most);
  }

  /** As with a heap so large that its archive of classes does not fit. */
  @Test
  void run_archiveThatCannotBeUsed_startsWithoutAWord() throws Exception {
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    Path usual = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(usual)) {
      try (Stream<Path> all = Files.list(usual)) {
        all.forEach(homes::add);
      }
    }
    for (Path home : homes) {
      String id = home.toString().replaceAll("[^A-Za-z0-9.]", "_");
      for (String end : new String[] {".aot", ".jsa"}) {
        Files.writeString(
            root.resolve("origin-server/target/run/classes-" + id + end), "no archive");
      }
    }
    assertThat(run(Map.of())).isEqualTo("UTF-8 true\n");
  }

  /** Whoever installs is to know; what a start makes by itself is only left out. */
  @Test
  void train_programThatFails_saysSoAndLeavesNothing() throws Exception {
    Path folder = root.resolve("origin-server/target/run");
    Files.writeString(folder.resolve("widget-origin.jar"), "no jar");
    LaunchedProbe.Ran ran = LaunchedProbe.run(root, Map.of(), "bin/widget-origin train");
    assertThat(ran.exit()).as(ran.said()).isEqualTo(1);
    assertThat(ran.said())
        .startsWith("widget-origin: no class data was laid out, so starts take longer;")
        .contains("jarfile");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("widget-origin.jar"));
    }
  }

  @Test
  void run_withATmpdir_makesTemporaryFilesThere() throws Exception {
    String folder = Files.createDirectory(root.resolve("my tmp")).toString();
    assertThat(run(Map.of("PROBED", "java.io.tmpdir", "TMPDIR", folder)))
        .isEqualTo(folder + " true\n");
    assertThat(run(Map.of("PROBED", "java.io.tmpdir", "TMPDIR", folder + "/none")))
        .isEqualTo("/tmp true\n");
  }

  /** A kill leaves them there. */
  @Test
  void run_always_keepsNoCountersOfTheJvmInTmp() throws Exception {
    assertThat(run(Map.of("PROBED", "counters"))).isEqualTo("none true\n");
  }

  @Test
  void run_currentFolderIsGone_saysSo() throws Exception {
    String launcher = root.resolve("bin/widget-origin").toString();
    String script = "mkdir gone && cd gone && rmdir ../gone && exec '" + launcher + "' x";
    assertThat(LaunchedProbe.run(root, Map.of(), script).said())
        .contains("the current folder " + root.resolve("gone") + " is gone")
        .doesNotContain("Exception", "java.lang");
  }

  /** Hints in what it says are to be pasted into the same shell. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bin/widget-origin bin                                 | bin/widget-origin",
        "cd bin && ./widget-origin ../bin                 | ./widget-origin",
        "PATH=$PWD/bin:$PATH; widget-origin bin           | widget-origin",
        "PATH=$PWD/bin:$PATH; \"$PWD/bin/widget-origin\" bin | widget-origin",
        "ln -s bin/widget-origin wo && ./wo bin           | ./wo",
        "ln -s bin 'my bin' && 'my bin/widget-origin' bin | my\\ bin/widget-origin",
        "WIDGET_ORIGIN_COMMAND=mine bin/widget-origin bin | mine"
      })
  void run_calledInAnyWay_knowsItsName(String script, String name) throws Exception {
    assertThat(LaunchedProbe.run(root, Map.of("PROBED", "command"), script).said())
        .isEqualTo(name + " true\n");
  }

  private String run(Map<String, String> environment) throws Exception {
    // A name that only a shell is sure to be able to write.
    return LaunchedProbe.run(
            root,
            environment,
            "name=$(printf '\\303\\251.js') && : >\"$name\" && exec bin/widget-origin \"$name\"")
        .said();
  }
}
