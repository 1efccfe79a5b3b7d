package dev.widgetorigin.origin.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that docs/http2.md names for known attacks are there. */
class Http2AttacksTest {
  private static final Path DOCUMENT = Path.of("../docs/http2.md");
  private static final Path TESTS = Path.of("src/test/java/dev/widgetorigin/origin/http");
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

  @Test
  void document_namesTestsThatExist() throws IOException {
    List<MatchResult> named = NAMED.matcher(Files.readString(DOCUMENT)).results().toList();
    assertThat(named).hasSizeGreaterThan(20);
    for (MatchResult name : named) {
      assertThat(source(name.group(1))).as(name.group()).contains("void " + name.group(2) + "(");
    }
  }

  private static String source(String className) throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      Path file =
          files.filter(path -> path.endsWith(className + ".java")).findFirst().orElseThrow();
      return Files.readString(file);
    }
  }
}
