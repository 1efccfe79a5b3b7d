package dev.widgetorigin.origin.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrowserStartTest {
  @TempDir Path folder;

  @Test
  void start_whatIsNoProgram_leavesNoProfile() throws Exception {
    Path executable = folder.resolve("chromium");
    Path temporary = Files.createDirectory(folder.resolve("temporary"));

    assertThatThrownBy(
            () -> Browser.start(executable, true, false, Duration.ofSeconds(10), temporary))
        .hasMessageStartingWith("cannot start " + executable);

    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void start_programThatEndsAtOnce_saysSoAndLeavesNoProfile() {
    assertThatThrownBy(
            () -> Browser.start(Path.of("/bin/false"), true, false, Duration.ofSeconds(10), folder))
        .hasMessage("the browser did not start: it said nothing");

    assertThat(folder).isEmptyDirectory();
  }
}
