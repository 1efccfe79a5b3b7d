package dev.widgetorigin.origin.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real server in a process of its own, as {@code bin/widget-origin serve} would run it. */
final class OriginProcess implements AutoCloseable {
  static final String TOKEN = "end-to-end-admin-token-0123456789abcdef";

  /** A JVM that takes options from one of these says so on its error stream. */
  private static final Set<String> JVM_OPTIONS =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Process process;
  private final URI delivery;
  private final URI control;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(60))
          .build();

  private OriginProcess(Process process, URI delivery, URI control) {
    this.process = process;
    this.delivery = delivery;
    this.control = control;
  }

  static OriginProcess start(Path store) {
    return start(store, Map.of());
  }

  /**
   * {@code environment} is added to what every run gets; see CrashPoint for {@code
   * WIDGET_ORIGIN_CRASH}.
   */
  static OriginProcess start(Path store, Map<String, String> environment) {
    try {
      Path listeners = store.resolve("listeners.json");
      Files.deleteIfExists(listeners);
      Path log = store.resolveSibling(store.getFileName() + ".out");
      Process process = launch(store, environment, log);
      try {
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(20))
            .until(() -> !process.isAlive() || Files.exists(listeners));
        if (!process.isAlive()) {
          throw new IllegalStateException("the server ended: " + Files.readString(log));
        }
        JsonNode told = JSON.readTree(Files.readAllBytes(listeners));
        return new OriginProcess(process, address(told, "delivery"), address(told, "control"));
      } catch (RuntimeException failed) {
        process.destroyForcibly();
        throw failed;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Only starts it; what it says goes to {@code log}. */
  static Process launch(Path store, Map<String, String> environment, Path log) throws IOException {
    List<String> command = OriginCommand.get();
    command.add("serve");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.directory(store.getParent().toFile());
    Map<String, String> variables = plain(builder).environment();
    variables.put("WIDGET_ORIGIN_DELIVERY_HOST", "127.0.0.1");
    variables.put("WIDGET_ORIGIN_DELIVERY_PORT", "0");
    variables.put("WIDGET_ORIGIN_CONTROL_PORT", "0");
    variables.put("WIDGET_ORIGIN_STORE_PATH", store.toString());
    variables.put("WIDGET_ORIGIN_ADMIN_TOKEN", TOKEN);
    variables.putAll(environment);
    return builder.start();
  }

  /** Without what the caller's environment would add to a JVM's output and our settings. */
  static ProcessBuilder plain(ProcessBuilder builder) {
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("WIDGET_ORIGIN_") || JVM_OPTIONS.contains(name));
    return builder;
  }

  private static URI address(JsonNode listeners, String name) {
    JsonNode told = listeners.get(name);
    return URI.create(told.isString() ? told.asString() : told.get("url").asString());
  }

  URI delivery() {
    return delivery;
  }

  URI control() {
    return control;
  }

  /** GET on the delivery listener; {@code fields} are names and values in turn. */
  HttpResponse<byte[]> get(String path, String... fields) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(delivery.resolve(path));
    if (fields.length > 0) {
      request.headers(fields);
    }
    return client.send(
        request.timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** A call of the control API as administrator; {@code path} begins behind {@code /-/api/v1}. */
  HttpResponse<byte[]> api(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(control.resolve("/-/api/v1" + path))
            .header("Authorization", "Bearer " + TOKEN)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .timeout(Duration.ofMinutes(2))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  JsonNode apiJson(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = api("GET", path, new byte[0]);
    if (response.statusCode() != 200) {
      throw new IllegalStateException(path + " answered " + response.statusCode());
    }
    return JSON.readTree(response.body());
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM; answers the exit code. */
  int terminate() throws InterruptedException {
    return terminate(Duration.ofSeconds(60));
  }

  /** The same, but it must be gone by then. */
  int terminate(Duration atMost) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("the server did not end within " + atMost + " of SIGTERM");
    }
    return process.exitValue();
  }

  /** {@code kill -HUP}. */
  void hangUp() throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill failed");
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** Waits for the end: a process that is dying may still write into a folder being deleted. */
  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
