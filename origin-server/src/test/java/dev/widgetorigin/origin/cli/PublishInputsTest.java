package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The promise: {@code publish} takes what people have, and says what is wrong with the rest. */
final class PublishInputsTest {
  @TempDir static Path folder;
  private static TestOrigin origin;

  @BeforeAll
  static void start() {
    origin = TestOrigin.start(folder.resolve("store"), Map.of());
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  private static CliRun publish(Path what, String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "publish";
    arguments[1] = what.toString();
    System.arraycopy(more, 0, arguments, 2, more.length);
    return CliRun.of(
        Map.of(
            "WIDGET_ORIGIN_SERVER", origin.controlUrl(), "WIDGET_ORIGIN_TOKEN", TestOrigin.ADMIN),
        arguments);
  }

  private static Path bundle(String name, String packageJson) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    Files.writeString(made.resolve("index.js"), "let a;");
    Files.writeString(made.resolve("package.json"), packageJson);
    return made;
  }

  @Test
  void publish_linkToAFolder_isThatFolder() throws IOException {
    Path real = bundle("real", "{\"name\":\"linked\",\"version\":\"1.0.0\"}");
    Path link = Files.createSymbolicLink(folder.resolve("result"), real);
    CliRun run = publish(link);
    assertThat(run.err()).doesNotContain("symbolic");
    assertThat(run.out()).contains("linked 1.0.0");
    assertThat(run.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{// the name#\"name\":\"c\"}|at line 1, column 2, where a comment begins",
        "{\"name\":\"c\",#\"version\":\"1.0.0\",}|at line 2, column 19",
        "name: c|it is not JSON"
      })
  void publish_packageJsonThatIsNoJson_saysWhere(String json, String expected) throws IOException {
    Path made = bundle("commented", json.replace('#', '\n'));
    Path archive = folder.resolve("commented.zip");
    Files.write(
        archive,
        TestOrigin.zip(Map.of("package.json", json.replace('#', '\n'), "index.js", "let a;")));
    for (Path each : new Path[] {made, archive}) {
      CliRun run = publish(each);
      assertThat(run.err()).contains("say --widget, or mend the bundle's package.json", expected);
      assertThat(run.code()).isEqualTo(2);
    }
  }

  @Test
  void publish_packageJsonWithAByteOrderMark_isRead() throws IOException {
    byte[] json =
        "\uFEFF{\"name\":\"marked\",\"version\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
    Path made = bundle("marked", "");
    Files.write(made.resolve("package.json"), json);
    assertThat(publish(made).out()).contains("marked 1.0.0");
  }

  @Test
  void publish_oneFile_saysToPutItIntoAFolder() throws IOException {
    Path made = bundle("single", "{\"name\":\"single\",\"version\":\"1.0.0\"}");
    CliRun run = publish(made.resolve("index.js"), "--widget", "w", "--version", "1.0.0");
    assertThat(run.err()).contains("index.js is a single file; put it into a folder");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void statsImport_aFolder_saysSo() {
    CliRun run =
        CliRun.of(
            Map.of(
                "WIDGET_ORIGIN_SERVER",
                origin.controlUrl(),
                "WIDGET_ORIGIN_TOKEN",
                TestOrigin.ADMIN),
            "stats",
            "import",
            folder.toString(),
            "--format",
            "nginx");
    assertThat(run.err()).contains("is a folder; name the file of the log");
    assertThat(run.code()).isEqualTo(1);
  }

  /** What the JDK says of it is its path alone. */
  @Test
  void publish_keyThatIsNotThere_saysSo() throws IOException {
    Path made = bundle("keyless", "{\"name\":\"keyless\",\"version\":\"1.0.0\"}");
    Path key = folder.resolve("none.pem");
    CliRun run = publish(made, "--key", key.toString());
    assertThat(run.err())
        .contains("cannot read the key: " + key + ": there is no such file or folder");
    assertThat(run.code()).isEqualTo(1);
  }
}
