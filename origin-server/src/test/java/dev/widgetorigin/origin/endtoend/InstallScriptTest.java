package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.endtoend.LaunchedProbe.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: {@code deploy/install.sh} puts the command on the PATH, may be run again, and takes
 * away what it has put there.
 */
final class InstallScriptTest {
  /** Class data for the JVM. */
  private static final String ARCHIVE =
      "lib/widget-origin/origin-server/target/run/classes-.*\\.(aot|jsa)";

  @TempDir Path root;
  private Path clone;

  @BeforeEach
  void layOut() throws IOException {
    assumeTrue(Files.exists(Path.of("/bin/bash")), "no bash on this machine: install it");
    // With what is built already: nothing is built here.
    clone = root.resolve("my clone");
    LaunchedProbe.install(clone);
    Path deploy = Files.createDirectory(clone.resolve("deploy"));
    for (String name :
        List.of("install.sh", "widget-origin.service", "widget-origin.yaml", "environment")) {
      Files.copy(LaunchedProbe.here("deploy/" + name), deploy.resolve(name));
    }
    Files.setPosixFilePermissions(
        deploy.resolve("install.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ran run(String script) throws Exception {
    return LaunchedProbe.run(root, Map.of("PROBED", "command"), script);
  }

  private Ran install(String arguments) throws Exception {
    Ran ran = run("exec 'my clone/deploy/install.sh' " + arguments);
    assertThat(ran.exit()).as(ran.said()).isZero();
    return ran;
  }

  private List<String> files(String folder) throws IOException {
    try (Stream<Path> all = Files.walk(root.resolve(folder))) {
      return all.filter(each -> !Files.isDirectory(each))
          .map(each -> root.resolve(folder).relativize(each).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void prefix_ofOnesOwn_hasTheCommandOnThePath() throws Exception {
    Ran ran = install("--prefix \"$PWD/my own/\"");
    assertThat(ran.said())
        .contains(
            "installed " + root + "/my own/bin/widget-origin,",
            "is not on your PATH: export PATH=\"" + root + "/my own/bin:$PATH\"");
    assertThat(files("my own"))
        .filteredOn(name -> !name.matches(ARCHIVE))
        .containsExactly(
            "bin/widget-origin",
            "lib/widget-origin/bin/widget-origin",
            "lib/widget-origin/origin-server/target/run/widget-origin.jar",
            "share/bash-completion/completions/widget-origin",
            "share/fish/vendor_completions.d/widget-origin.fish",
            "share/man/man1/widget-origin.1",
            "share/zsh/site-functions/_widget-origin");
    String onPath = "PATH=\"$PWD/my own/bin:$PATH\"; ";
    // The clone may go: what is installed stands alone.
    Files.move(clone, root.resolve("moved"));
    assertThat(run(onPath + "exec widget-origin 'my own'").said())
        .isEqualTo("widget-origin true\n");
    Files.move(root.resolve("moved"), clone);
    Ran again = run(onPath + "exec 'my clone/deploy/install.sh' --prefix=\"$PWD/my own\"");
    assertThat(again.exit()).as(again.said()).isZero();
    assertThat(again.said()).doesNotContain("is not on your PATH");
    assertThat(files("my own")).hasSize(8).filteredOn(name -> name.matches(ARCHIVE)).hasSize(1);
  }

  @Test
  void uninstall_ofAPrefix_leavesNothingOfIt() throws Exception {
    Path other = Files.createDirectories(root.resolve("own/bin")).resolve("other");
    Files.writeString(other, "somebody else's");
    install("--prefix \"$PWD/own\"");
    assertThat(install("--prefix \"$PWD/own\" --uninstall").said())
        .contains("removed widget-origin from " + root + "/own");
    assertThat(files("own")).containsExactly("bin/other");
  }

  @Test
  void destdir_hasTheServiceWhoseSettingsAnUpgradeKeeps() throws Exception {
    install("--destdir \"$PWD/image\" --prefix /usr");
    assertThat(files("image"))
        .contains(
            "etc/systemd/system/widget-origin.service",
            "etc/widget-origin/environment",
            "etc/widget-origin/widget-origin.yaml");
    assertThat(Files.readString(root.resolve("image/etc/systemd/system/widget-origin.service")))
        .contains("ExecStart=/usr/bin/widget-origin serve\n");
    assertThat(Files.readSymbolicLink(root.resolve("image/usr/bin/widget-origin")))
        .hasToString("/usr/lib/widget-origin/bin/widget-origin");
    Path settings = root.resolve("image/etc/widget-origin");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(settings.resolve("environment"))))
        .isEqualTo("rw-------");
    for (String name : List.of("environment", "widget-origin.yaml")) {
      Files.writeString(settings.resolve(name), "#edited\n", StandardOpenOption.APPEND);
    }
    install("--destdir \"$PWD/image\" --prefix /usr");
    install("--destdir \"$PWD/image\" --prefix /usr --uninstall");
    assertThat(files("image"))
        .containsExactly("etc/widget-origin/environment", "etc/widget-origin/widget-origin.yaml");
    for (String name : List.of("environment", "widget-origin.yaml")) {
      assertThat(settings.resolve(name)).content().endsWith("#edited\n");
    }
  }

  @Test
  void misuse_isCode2AndSaysWhatWasExpected() throws Exception {
    Ran unknown = run("exec 'my clone/deploy/install.sh' --prefx /usr");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.said()).contains("there is no option --prefx");
    Ran relative = run("exec 'my clone/deploy/install.sh' --prefix=~/own");
    assertThat(relative.exit()).isEqualTo(2);
    assertThat(relative.said()).contains("--prefix wants an absolute path, found '~/own'");
    Ran help = run("exec 'my clone/deploy/install.sh' --help");
    assertThat(help.exit()).isZero();
    assertThat(help.said()).contains("deploy/install.sh --prefix ~/.local").doesNotContain("set -");
    assertThat(files("my clone")).hasSize(6);
  }
}
