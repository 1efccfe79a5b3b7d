package dev.widgetorigin.bench.cold;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server under test, which runs on core 0. */
final class ServerUnderTest implements AutoCloseable {
  static final String TOKEN = "bench-admin-token-0123456789abcdef";
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 15;

  private final String name;
  private final String loops;
  private final int port;
  private final Process process;

  private ServerUnderTest(String name, String loops, int port, Process process) {
    this.name = name;
    this.loops = loops;
    this.port = port;
    this.process = process;
  }

  /**
   * The origin over a store, with everything on.
   *
   * @param launcher {@code bin/widget-origin} of some build
   */
  static ServerUnderTest origin(String name, Path launcher, Path store, Path run, int port)
      throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("WIDGET_ORIGIN_DELIVERY_HOST", "127.0.0.1");
    environment.put("WIDGET_ORIGIN_DELIVERY_PORT", Integer.toString(port));
    environment.put("WIDGET_ORIGIN_CONTROL_PORT", Integer.toString(port + 1));
    environment.put("WIDGET_ORIGIN_STORE_PATH", store.toString());
    environment.put("WIDGET_ORIGIN_ADMIN_TOKEN", TOKEN);
    List<String> command = List.of(launcher.toString(), "serve");
    return start(name, "http-loop", command, environment, run, port);
  }

  /**
   * nginx with sendfile.
   *
   * @param threads whether it reads with threads of its own ({@code aio threads})
   */
  static ServerUnderTest nginx(Path template, Path www, Path run, boolean threads, int port)
      throws Exception {
    Path folder = fresh(run.resolve("nginx-" + port));
    String text =
        Files.readString(template)
            .replace("@RUN@", folder.toString())
            .replace("@WWW@", www.toString())
            .replace("@AIO@", threads ? "threads" : "off")
            .replace("@HTTP@", Integer.toString(port));
    Path config = Files.writeString(folder.resolve("nginx.conf"), text);
    String name = threads ? "nginx, aio threads" : "nginx";
    List<String> command = List.of("nginx", "-c", config.toString(), "-p", folder.toString());
    return start(name, "nginx", command, Map.of(), run, port);
  }

  private static Path fresh(Path folder) throws IOException {
    delete(folder);
    return Files.createDirectories(folder);
  }

  /** With all that is in it. */
  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static ServerUnderTest start(
      String name,
      String loops,
      List<String> command,
      Map<String, String> environment,
      Path run,
      int port)
      throws Exception {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0", "chrt", "--other", "0"));
    pinned.addAll(command);
    Path log = run.resolve(port + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(pinned).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!accepts(port)) {
      if (!process.isAlive() || System.nanoTime() > until) {
        throw new IOException(name + " did not start: " + Files.readString(log));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return new ServerUnderTest(name, loops, port, process);
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** The threads that send to clients, of which none may wait; folders in {@code /proc}. */
  List<Path> loops() throws IOException {
    List<Path> named = Processes.threads(pid(), loops);
    // All threads of nginx have its name; the first one is the one that sends.
    return loops.equals("nginx")
        ? named.stream().filter(each -> each.endsWith(Long.toString(pid()))).toList()
        : named;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
