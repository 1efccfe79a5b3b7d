package dev.widgetorigin.origin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code copy} of a store that is being served. */
final class CopyCommandTest {
  @TempDir Path folder;

  private static CliRun run(String... arguments) {
    return CliRun.of(Map.of("AWS_REGION", "eu-central-1"), arguments);
  }

  private static void publish(TestOrigin origin, String version) {
    byte[] zip = TestOrigin.zip(Map.of("chat.js", "console.log('" + version + "')"));
    assertThat(origin.call("PUT", "/widgets/chat/versions/" + version, zip).statusCode())
        .isEqualTo(201);
  }

  @Test
  void copy_servedStore_isVerifiedAndCanBeServed() {
    String store = folder.resolve("store").toString();
    String copy = folder.resolve("copy").toString();
    try (TestOrigin origin = TestOrigin.start(Path.of(store), Map.of())) {
      publish(origin, "1.0.0");
      CliRun first = run("copy", store, copy);
      assertThat(first.code()).as("%s", first).isZero();
      assertThat(first.out()).contains("copied and verified as of change 1: 1 blobs");
      publish(origin, "1.1.0");
      assertThat(run("copy", store, copy, "--json").out())
          .contains("\"sequence\" : 2", "\"blobs\" : 1");
      assertThat(run("copy", copy, store).err())
          .contains("the store in " + store + " is in use by this process", "store.path");
    }
    try (TestOrigin origin = TestOrigin.start(Path.of(copy), Map.of())) {
      assertThat(new String(origin.deliver("GET", "/chat/latest/chat.js").body(), UTF_8))
          .isEqualTo("console.log('1.1.0')");
      assertThat(origin.call("GET", "/whoami", "").statusCode()).isEqualTo(200);
    }
  }

  /** What was made for a backup that is none would stand in the way of the right one. */
  @Test
  void restore_whatIsNoBackup_leavesNothingBehind() {
    Path into = folder.resolve("into");
    String nothing = folder.resolve("nothing").toString();
    CliRun none = run("restore", nothing, "--store", into.toString());
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("Of the backup " + nothing);
    assertThat(into).doesNotExist();
  }

  @Test
  void copy_wrongPlaces_areRefused() {
    String nothing = folder.resolve("nothing").toString();
    assertThat(run("copy", nothing, nothing).code()).isEqualTo(2);
    CliRun none = run("copy", nothing, folder.resolve("copy").toString());
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("Of " + nothing + ": there is no store in this folder");
    assertThat(run("copy", "s3://", folder.resolve("copy").toString()).err())
        .contains("s3://bucket");
  }
}
