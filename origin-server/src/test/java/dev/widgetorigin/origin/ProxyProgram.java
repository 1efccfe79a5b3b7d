package dev.widgetorigin.origin;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What tests that put a real proxy before an origin have in common. */
public final class ProxyProgram {
  private ProxyProgram() {}

  /** Where a program is; servers are not on everyone's PATH. */
  public static Optional<Path> find(String name) {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * A port that nobody has and, below those that the system hands out to whoever asks for any, that
   * nobody gets by chance before it is listened on.
   */
  public static int freePort() throws IOException {
    while (true) {
      int port = 10_000 + ThreadLocalRandom.current().nextInt(20_000);
      if (isFree(port)) {
        return port;
      }
    }
  }

  public static boolean isFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException taken) {
      return false;
    }
  }

  /** A file of {@code deploy/}; tests run in the module's folder or in the root. */
  public static String deployed(String name) throws IOException {
    Path here = Path.of("deploy", name);
    return Files.readString(Files.exists(here) ? here : Path.of("..", "deploy", name));
  }

  /** A replacement that finds nothing would test something else than the documented file. */
  public static String replaced(String text, Map<String, String> replacements) {
    String result = text;
    for (Map.Entry<String, String> each : replacements.entrySet()) {
      if (!result.contains(each.getKey())) {
        throw new IllegalStateException(
            "expected '" + each.getKey() + "' in the configuration, found none");
      }
      result = result.replace(each.getKey(), each.getValue());
    }
    return result;
  }

  /**
   * Starts nginx with a configuration of {@code deploy/} in which that was replaced; all its files
   * are in {@code folder}, what it says in {@code out.log}.
   */
  public static Process nginx(Path folder, String name, Map<String, String> replacements)
      throws IOException {
    String text =
        replaced(
            replaced(deployed(name), replacements),
            Map.of(
                "http {",
                """
                http {
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                """,
                // One worker has kept an answer before it reads the next request; of two, the other
                // may be sooner.
                "worker_processes auto;",
                "worker_processes 1;"));
    Path file = Files.writeString(folder.resolve("nginx.conf"), text);
    // Workers of a root's nginx are nobody's, who may not look into a temporary folder.
    String user = System.getProperty("user.name").equals("root") ? " user root;" : "";
    return start(
        folder,
        List.of(
            find("nginx").orElseThrow().toString(),
            "-p",
            folder.toString(),
            "-c",
            file.toString(),
            "-e",
            folder.resolve("error.log").toString(),
            "-g",
            "daemon off;" + user));
  }

  public static Process start(Path folder, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("out.log").toFile())
        .start();
  }

  /** Told to stop in order: a killed master would leave its workers behind. */
  public static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
