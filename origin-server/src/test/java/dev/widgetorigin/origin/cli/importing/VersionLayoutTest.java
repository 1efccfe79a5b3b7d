package dev.widgetorigin.origin.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionLayoutTest {
  private static String sorted(String pattern, String... paths) {
    VersionLayout.Sorted sorted = VersionLayout.of(pattern).sort(List.of(paths));
    return sorted.versions().stream()
            .map(
                each ->
                    (each.widget() == null ? "" : each.widget() + " ")
                        + each.version()
                        + "="
                        + each.root()
                        + (each.archive() ? "!" : "")
                        + "/"
                        + each.files().size())
            .collect(Collectors.joining(", "))
        + (sorted.leftOut().isEmpty() ? "" : " without " + sorted.leftOut());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{version}|1.0.0/a.js 1.0.0/b/c.js|1.0.0=1.0.0/2",
        "{version}|1.10.0/a.js 1.9.0/a.js v1.9.1/a.js|1.9.0=1.9.0/1, 1.9.1=v1.9.1/1,"
            + " 1.10.0=1.10.0/1",
        "{version}|1.0.0.tgz 1.0.1.tar.gz 1.0.2.zip 1.0.3.tar"
            + "|1.0.0=1.0.0.tgz!/1, 1.0.1=1.0.1.tar.gz!/1, 1.0.2=1.0.2.zip!/1, 1.0.3=1.0.3.tar!/1",
        "{version}|1.0.0/lib.tgz|1.0.0=1.0.0/1",
        "{version}|latest/a.js 1.0/a.js README.md 1.0.0/a.js"
            + "|1.0.0=1.0.0/1 without {1.0='1.0' is no version such as 1.2.3,"
            + " README.md=does not fit the pattern {version},"
            + " latest='latest' is no version such as 1.2.3}",
        "{version}|1.0.0/a.js v1.0.0/a.js 1.0.0.tgz"
            + "|1.0.0=1.0.0/1 without {1.0.0.tgz=is the same version as 1.0.0,"
            + " v1.0.0=is the same version as 1.0.0}",
        "{version}|1.0.0+a/a.js 1.0.0+b/a.js"
            + "|1.0.0=1.0.0+a/1 without {1.0.0+b=is the same version as 1.0.0+a}",
        "v{version}/dist|v1.0.0/dist/a.js v1.0.0/src/a.ts"
            + "|1.0.0=v1.0.0/dist/1 without {v1.0.0/src=does not fit the pattern v{version}/dist}",
        "{widget}/{version}|chat/1.0.0/a.js @acme/chat/1.0.0/a.js"
            + "|@acme/chat 1.0.0=@acme/chat/1.0.0/1, chat 1.0.0=chat/1.0.0/1",
        "{widget}/{version}|CHAT!/1.0.0/a.js"
            + "|'' without {CHAT!/1.0.0='CHAT!' is no name of a widget}",
        "chat-{version}|chat-1.0.0-rc.1.tgz chat-1.0.0/a.js"
            + "|1.0.0-rc.1=chat-1.0.0-rc.1.tgz!/1, 1.0.0=chat-1.0.0/1"
      })
  void sort_paths_findsVersionsAndSaysWhatIsNone(String pattern, String paths, String expected) {
    assertThat(sorted(pattern, paths.split(" ", -1)).strip())
        .isEqualTo(expected.replace("'' ", ""));
  }

  @Test
  void sort_pathWithALineBreak_isTakenAsItIs() {
    assertThat(sorted("{version}", "1.0.0/a\nb.js")).isEqualTo("1.0.0=1.0.0/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dist",
        "/{version}",
        "{version}/",
        "../{version}",
        "{version}/{version}",
        "a//{version}"
      })
  void of_noPattern_saysWhatIsOne(String pattern) {
    assertThatThrownBy(() -> VersionLayout.of(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as {version} or {widget}/v{version}/dist");
  }
}
