package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as a process: what it prints, what it leaves, how it ends. */
class ServeLifecycleTest {
  @TempDir Path folder;

  @Test
  void serve_sigterm_drainsExitsWithZeroAndStartsAgainOnTheSameStore() throws Exception {
    Path store = folder.resolve("store");
    try (OriginProcess origin = OriginProcess.start(store)) {
      assertThat(origin.get("/-/readyz").statusCode()).isEqualTo(200);
      assertThat(origin.terminate()).isZero();
    }
    assertThat(Files.readString(folder.resolve("store.out")))
        .as("one line that names both listeners")
        .matches(
            "widget-origin \\S+ is ready: delivery on http://127\\.0\\.0\\.1:[1-9]\\d+,"
                + " control on http://127\\.0\\.0\\.1:[1-9]\\d+\\n");
    try (OriginProcess origin = OriginProcess.start(store)) {
      assertThat(origin.get("/health").statusCode()).isEqualTo(200);
    }
  }

  /** Nothing listens at that port. */
  @Test
  void serve_sigtermWhileItWaitsForItsBucket_exitsWithZero() throws Exception {
    Path log = folder.resolve("waiting.out");
    Process process =
        OriginProcess.launch(
            folder.resolve("store"),
            Map.of(
                "WIDGET_ORIGIN_STORE_URL",
                "s3://widgets/w",
                "WIDGET_ORIGIN_STORE_S3_ENDPOINT",
                "http://127.0.0.1:1",
                "WIDGET_ORIGIN_STORE_S3_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                "key",
                "AWS_SECRET_ACCESS_KEY",
                "secret"),
            log);
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> Files.readString(log).contains("tries again every"));
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void serve_expiredCertificate_warnsAndServes() throws Exception {
    Path certificate = resource("/tls/expired.crt.pem", "crt.pem");
    Map<String, String> tls =
        Map.of(
            "WIDGET_ORIGIN_TLS_CERTIFICATE", certificate.toString(),
            "WIDGET_ORIGIN_TLS_KEY", resource("/tls/first.key.pem", "key.pem").toString());
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"), tls)) {
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(Files.readString(folder.resolve("store.out")))
                      .contains("is ready")
                      // In JSON, which escapes the slashes of its folder.
                      .contains("certificate (")
                      .contains(
                          "crt.pem): the certificate expired on 2021-01-01, and browsers refuse it;"
                              + " put a new one in the files that tls.certificate and tls.key name"));
      Awaitility.await()
          .until(
              () -> log(folder.resolve("store/logs"), "origin").contains("expired on 2021-01-01"));
      Files.copy(
          resource("/tls/first.crt.pem", "new.pem"),
          certificate,
          StandardCopyOption.REPLACE_EXISTING);
      Awaitility.await()
          .until(
              () ->
                  log(folder.resolve("store/logs"), "origin")
                      .contains("the certificate was replaced by"));
      assertThat(origin.terminate()).isZero();
    }
  }

  /** Logs that nobody can write must not be missed only when they are wanted. */
  @Test
  void serve_logFolderThatCannotBeWritten_saysSoAndServes() throws Exception {
    Path inTheWay = Files.writeString(folder.resolve("file"), "no folder");
    Map<String, String> logs =
        Map.of("WIDGET_ORIGIN_LOGS_FOLDER", inTheWay.resolve("logs").toString());
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"), logs)) {
      Awaitility.await()
          .until(
              () ->
                  Files.readString(folder.resolve("store.out"))
                      .contains("no log can be written to "));
      assertThat(origin.get("/-/readyz").statusCode()).isEqualTo(200);
      assertThat(origin.terminate()).isZero();
    }
  }

  private Path resource(String name, String as) throws Exception {
    try (var in = ServeLifecycleTest.class.getResourceAsStream(name)) {
      Path file = folder.resolve(as);
      Files.copy(in, file);
      return file;
    }
  }

  @Test
  void serve_requests_areInTheAccessLog() throws Exception {
    Path store = folder.resolve("store");
    Path logs = folder.resolve("logs");
    try (OriginProcess origin =
        OriginProcess.start(store, Map.of("WIDGET_ORIGIN_LOGS_FOLDER", logs.toString()))) {
      assertThat(origin.get("/none/v1/none.js?a=b").statusCode()).isEqualTo(404);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(log(logs, "access"))
                      .contains("\"path\":\"/none/v1/none.js?a=b\",\"status\":404"));
      // Of strangers, who are not in the audit log.
      URI control = origin.control().resolve("/-/api/v1/widgets/w/versions/1.0.0");
      HttpURLConnection stranger = (HttpURLConnection) control.toURL().openConnection();
      stranger.setRequestMethod("GET");
      assertThat(stranger.getResponseCode()).isEqualTo(401);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(log(logs, "access"))
                      .containsPattern(
                          "\"listener\":\"control\".*\"path\":\"/-/api/v1/widgets/w/versions/1.0.0\","
                              + "\"status\":401"));
      Awaitility.await().until(() -> log(logs, "origin").contains("is ready"));
      assertThat(origin.terminate()).isZero();
    }
    assertThat(log(logs, "origin")).contains("draining");
  }

  private static String log(Path folder, String name) throws Exception {
    StringBuilder text = new StringBuilder();
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder, name + "-*.jsonl")) {
        for (Path file : files) {
          text.append(Files.readString(file));
        }
      }
    }
    return text.toString();
  }
}
