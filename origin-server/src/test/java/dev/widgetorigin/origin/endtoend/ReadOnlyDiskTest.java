package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: when a disk turns read-only under a running origin, readers notice nothing, changes
 * are refused in words, and when it can be written again all goes on by itself, with nothing lost
 * that was acknowledged.
 */
final class ReadOnlyDiskTest {
  /** More than the origin takes to look at its disk. */
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private Path store;
  private Path readOnly;
  private Map<String, String> sick;
  private OriginProcess origin;

  @BeforeEach
  void serve() throws Exception {
    store = folder.resolve("store");
    readOnly = folder.resolve("read-only");
    sick =
        Map.of(
            "LD_PRELOAD", library().toString(),
            "SICK_DISK_FOLDER", store.toString(),
            "SICK_DISK_SWITCH", readOnly.toString());
    origin = OriginProcess.start(store, sick);
    publish("1.0.0", 201);
    publish("1.1.0", 201);
  }

  @AfterEach
  void stop() {
    if (origin != null) {
      origin.close();
    }
  }

  private Path library() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "LD_PRELOAD is how Linux does this");
    Path source = folder.resolve("sickdisk.c");
    try (var in = ReadOnlyDiskTest.class.getResourceAsStream("/sickdisk.c")) {
      Files.copy(in, source);
    }
    Path library = folder.resolve("sickdisk.so");
    try {
      Process compiler =
          new ProcessBuilder(
                  "cc",
                  "-shared",
                  "-fPIC",
                  "-O1",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .inheritIO()
              .start();
      assertThat(compiler.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(compiler.exitValue()).isZero();
    } catch (IOException missing) {
      assumeTrue(false, "no C compiler on this machine: install gcc to run this test");
    }
    return library;
  }

  private void remount(boolean writable) throws IOException {
    if (writable) {
      Files.delete(readOnly);
    } else {
      Files.writeString(readOnly, "30");
    }
  }

  private String publish(String version, int status) throws Exception {
    byte[] zip =
        TestOrigin.zip(
            Map.of(
                "chat.js", "console.log('" + version + "')",
                "cold.js", "console.log('cold " + version + "')"));
    HttpResponse<byte[]> answer = origin.api("PUT", "/widgets/chat/versions/" + version, zip);
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(body).isEqualTo(status);
    return body;
  }

  private HttpResponse<String> control(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(origin.control().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private double metric(String name) throws Exception {
    Matcher line =
        Pattern.compile("(?m)^" + name + " ([0-9.E]+)$").matcher(control("/metrics").body());
    assertThat(line.find()).as(name).isTrue();
    return Double.parseDouble(line.group(1));
  }

  private void assertReads() throws Exception {
    assertThat(origin.get("/chat/latest/chat.js").statusCode()).isEqualTo(200);
    assertThat(origin.get("/chat/v1.0.0/chat.js").statusCode()).isEqualTo(200);
    assertThat(origin.get("/-/readyz").statusCode()).isEqualTo(200);
  }

  private int run(String... arguments) throws Exception {
    List<String> command = OriginCommand.get();
    command.addAll(List.of(arguments));
    Process process =
        OriginProcess.plain(new ProcessBuilder(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("command.out").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private void assertAuditIsWhole() throws Exception {
    assertThat(run("audit", "verify", "--store", store.toString()))
        .as("%s", Files.readString(folder.resolve("command.out")))
        .isZero();
  }

  @Test
  void disk_turnsReadOnlyAndBack_keepsReadersAndRefusesChanges() throws Exception {
    assertReads();
    remount(false);

    String refused = publish("1.2.0", 503);
    assertThat(refused).doesNotContain(store.toString());
    await().atMost(SOON).until(() -> control("/-/readyz").statusCode() == 503);
    assertThat(control("/-/readyz").body())
        .contains("Read-only file system", "store.path", "mount the disk");
    assertThat(metric("store_writable")).isZero();
    assertReads();
    assertThat(origin.get("/chat/v1.0.0/cold.js").statusCode()).isEqualTo(200);
    assertThat(publish("1.2.0", 503))
        .as("what happened, and what to do")
        .containsIgnoringCase("read-only file system")
        .contains("mount it for writing");
    // Refused, and somebody has signed in: the audit log cannot have a line of it.
    byte[] pin = "{\"version\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(origin.api("PUT", "/widgets/chat/aliases/latest", pin).statusCode()).isEqualTo(503);
    await().atMost(SOON).until(() -> metric("access_log_dropped_total") > 0);

    remount(true);

    await().atMost(SOON).until(() -> control("/-/readyz").statusCode() == 200);
    publish("1.2.0", 201);
    assertThat(origin.get("/chat/latest/chat.js").headers().firstValue("X-Resolved-Version"))
        .contains("1.2.0");
    await().atMost(SOON).until(() -> logged("access").contains("/chat/latest/chat.js"));
    assertAuditIsWhole();
    assertThat(origin.terminate()).isZero();
    origin = OriginProcess.start(store, sick);
    for (String version : List.of("1.0.0", "1.1.0", "1.2.0")) {
      assertThat(origin.get("/chat/v" + version + "/chat.js").statusCode()).isEqualTo(200);
    }
    assertAuditIsWhole();
  }

  private String logged(String name) throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.newDirectoryStream(store.resolve("logs"), name + "-*")) {
      for (Path file : files) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Test
  void stop_whileTheDiskIsReadOnly_isInOrderAndTheNextStartIsWhole() throws Exception {
    remount(false);
    publish("1.2.0", 503);
    assertThat(origin.terminate()).isZero();
    remount(true);

    origin = OriginProcess.start(store, sick);

    assertThat(origin.get("/chat/v1.1.0/chat.js").statusCode()).isEqualTo(200);
    publish("1.2.0", 201);
    assertAuditIsWhole();
  }
}
