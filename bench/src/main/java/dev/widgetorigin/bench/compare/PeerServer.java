package dev.widgetorigin.bench.compare;

import dev.widgetorigin.bench.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One server under test: how to start it on the server core, where it answers, how it ends. */
abstract class PeerServer {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final String name;
  private final Path run;
  private final Bench bench;
  private Process process;

  PeerServer(String name, Bench bench) {
    this.name = name;
    this.bench = bench;
    this.run = bench.folder().resolve("run").resolve(name);
  }

  String name() {
    return name;
  }

  Bench bench() {
    return bench;
  }

  Path run() {
    return run;
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  abstract List<String> command(boolean tls) throws IOException;

  Map<String, String> environment(boolean tls) {
    return Map.of();
  }

  abstract int port(Case test);

  boolean speaks(Case test) {
    return true;
  }

  boolean knowsAliases() {
    return false;
  }

  /** Whether it is a JVM, which compiles what it runs in turns, the better the later. */
  boolean compiles() {
    return false;
  }

  /** After it answers, before it is measured. */
  void fill() throws IOException, InterruptedException {}

  final String base(Case test) {
    return (test.tls() ? "https" : "http") + "://127.0.0.1:" + port(test);
  }

  /** Starts it and waits until it accepts; answers the milliseconds that took. */
  final double start(Case test) throws IOException, InterruptedException {
    Files.createDirectories(run);
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0"));
    pinned.addAll(command(test.tls()));
    ProcessBuilder builder =
        new ProcessBuilder(pinned)
            .redirectErrorStream(true)
            .redirectOutput(run.resolve("output.log").toFile());
    builder.environment().putAll(environment(test.tls()));
    long began = System.nanoTime();
    process = builder.start();
    while (!accepts(port(test))) {
      if (!process.isAlive() || System.nanoTime() - began > START_LIMIT.toNanos()) {
        throw new IOException(
            name + " did not start: " + Files.readString(run.resolve("output.log")));
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return (System.nanoTime() - began) / 1e6;
  }

  final void stop() throws InterruptedException {
    if (process == null) {
      return;
    }
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    all.forEach(ProcessHandle::destroyForcibly);
    process = null;
  }

  /** The peer's validator for the case's file, without which a 304 cannot be asked for. */
  final String etag(Case test) throws IOException {
    if (!test.kind().equals("304")) {
      return null;
    }
    URI uri = URI.create("http://127.0.0.1:" + port(test) + test.item().urlPath());
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestProperty("Accept-Encoding", "br");
    try (InputStream body = connection.getInputStream()) {
      body.readAllBytes();
    }
    return connection.getHeaderField("ETag");
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Fills a config of {@code bench/peers} in and writes it to the run folder. */
  final Path configure(String config, Map<String, Object> values) throws IOException {
    String text = Files.readString(bench.peers().resolve(config), StandardCharsets.UTF_8);
    Map<String, Object> all = new HashMap<>(values);
    all.put("RUN", run);
    all.put("WWW", bench.content().www());
    all.put("TLS", bench.tls());
    all.put("USER", System.getProperty("user.name"));
    for (Map.Entry<String, Object> value : all.entrySet()) {
      text = text.replace("@" + value.getKey() + "@", value.getValue().toString());
    }
    return Files.writeString(run.resolve(config), text);
  }

  /**
   * nginx with every static-file setting that helps; with and without sendfile, which favours large
   * or small files.
   */
  static final class Nginx extends PeerServer {
    private final boolean sendfile;
    private final int port;

    Nginx(String name, Bench bench, boolean sendfile, int port) {
      super(name, bench);
      this.sendfile = sendfile;
      this.port = port;
    }

    @Override
    List<String> command(boolean tls) throws IOException {
      Path config =
          configure(
              "nginx.conf",
              Map.of(
                  "SENDFILE",
                  sendfile ? "on" : "off",
                  "HTTP",
                  port,
                  "H2C",
                  port + 1,
                  "HTTPS",
                  port + 2));
      return List.of("nginx", "-c", config.toString(), "-p", run().toString(), "-g", "daemon off;");
    }

    @Override
    int port(Case test) {
      return test.tls() ? port + 2 : test.http2() ? port + 1 : port;
    }
  }

  /** h2o, one thread. */
  static final class H2o extends PeerServer {
    private static final int PORT = 18130;

    H2o(Bench bench) {
      super("h2o", bench);
    }

    @Override
    List<String> command(boolean tls) throws IOException {
      Path config = configure("h2o.conf", Map.of("HTTP", PORT, "HTTPS", PORT + 2));
      return List.of("h2o", "-m", "worker", "-c", config.toString());
    }

    @Override
    int port(Case test) {
      return test.tls() ? PORT + 2 : PORT;
    }
  }

  /** The origin itself with everything on: access log, metrics, limits, real resolution. */
  static final class Origin extends PeerServer {
    private static final int PORT = 18140;

    Origin(Bench bench) {
      super("widget-origin", bench);
    }

    @Override
    List<String> command(boolean tls) throws IOException {
      // That of an earlier build may have another format.
      deleteAll(store());
      return List.of(bench().launcher().toString(), "serve");
    }

    private Path store() {
      return run().resolve("store");
    }

    private static void deleteAll(Path folder) throws IOException {
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }

    @Override
    Map<String, String> environment(boolean tls) {
      Map<String, String> environment = new HashMap<>();
      environment.put("WIDGET_ORIGIN_DELIVERY_HOST", "127.0.0.1");
      environment.put("WIDGET_ORIGIN_DELIVERY_PORT", Integer.toString(PORT));
      environment.put("WIDGET_ORIGIN_CONTROL_PORT", Integer.toString(PORT + 1));
      environment.put("WIDGET_ORIGIN_STORE_PATH", store().toString());
      environment.put("WIDGET_ORIGIN_ADMIN_TOKEN", "bench-admin-token-0123456789abcdef");
      if (tls) {
        environment.put(
            "WIDGET_ORIGIN_TLS_CERTIFICATE", bench().tls().resolve("cert.pem").toString());
        environment.put("WIDGET_ORIGIN_TLS_KEY", bench().tls().resolve("key.pem").toString());
      }
      return environment;
    }

    @Override
    int port(Case test) {
      return PORT;
    }

    @Override
    boolean knowsAliases() {
      return true;
    }

    @Override
    boolean compiles() {
      return true;
    }

    @Override
    void fill() throws IOException, InterruptedException {
      for (ComparedFiles.Item item : ComparedFiles.ITEMS) {
        Path bundle = run().resolve(item.widget() + ".tgz");
        Path folder = bench().content().file(item).getParent();
        Shell.output(folder, "tar", "-czf", bundle.toString(), item.file());
        URI uri =
            URI.create(
                "http://127.0.0.1:%d/-/api/v1/widgets/%s/versions/%s"
                    .formatted(PORT + 1, item.widget(), item.version()));
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod("PUT");
        connection.setDoOutput(true);
        connection.setRequestProperty("Authorization", "Bearer bench-admin-token-0123456789abcdef");
        connection.setRequestProperty("Content-Type", "application/gzip");
        connection.getOutputStream().write(Files.readAllBytes(bundle));
        if (connection.getResponseCode() >= 300) {
          throw new IOException(
              "publishing " + item.widget() + ": " + connection.getResponseCode());
        }
      }
    }
  }
}
