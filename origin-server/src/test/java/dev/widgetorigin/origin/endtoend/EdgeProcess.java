package dev.widgetorigin.origin.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real caching edge before an origin, run with the configuration that {@code deploy/} documents.
 */
public final class EdgeProcess implements AutoCloseable {
  /** Which edges are known. */
  public enum Kind {
    NGINX("nginx"),
    VARNISH("varnishd");

    private final String program;

    Kind(String program) {
      this.program = program;
    }

    /** What to tell who has none. */
    public String missing() {
      String name = this == NGINX ? "nginx" : "varnish";
      return "no " + program + " on this machine: apt install " + name + " to run this test";
    }

    public boolean installed() {
      return found() != null;
    }

    private Path found() {
      return Stream.concat(
              Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
              // Servers are not on everyone's PATH.
              Stream.of("/usr/sbin", "/usr/local/sbin"))
          .map(folder -> Path.of(folder).resolve(program))
          .filter(Files::isExecutable)
          .findFirst()
          .orElse(null);
    }
  }

  /** What nginx keeps loaders in. */
  private static final String PURGED = "/var/cache/nginx/loaders";

  private final Kind kind;
  private final Path folder;
  private final Process process;
  private final URI address;

  private EdgeProcess(Kind kind, Path folder, Process process, URI address) {
    this.kind = kind;
    this.folder = folder;
    this.process = process;
    this.address = address;
  }

  public static EdgeProcess start(Kind kind, Path folder, URI origin) {
    try {
      Files.createDirectories(folder);
      int port = freePort();
      URI address = URI.create("http://127.0.0.1:" + port);
      List<String> command =
          kind == Kind.NGINX ? nginx(folder, port, origin) : varnish(folder, port, origin);
      Path log = folder.resolve("out.log");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      EdgeProcess edge = new EdgeProcess(kind, folder, process, address);
      edge.awaitReady(log);
      return edge;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> nginx(Path folder, int port, URI origin) throws IOException {
    String text =
        replaced(
            replaced(
                replaced(
                    read("nginx.conf"),
                    "server 127.0.0.1:8080;",
                    "server " + origin.getAuthority() + ";"),
                "listen 8000;",
                "listen 127.0.0.1:" + port + ";"),
            "http {",
            """
            http {
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
            """);
    // One worker has kept an answer before it reads the next request; of two, the other may be
    // sooner.
    text = replaced(text, "worker_processes auto;", "worker_processes 1;");
    text = replaced(text, "/var/cache/nginx/widgets", folder.resolve("cache").toString());
    text = replaced(text, PURGED, folder.resolve("loaders").toString());
    text = replaced(text, "/run/nginx.pid", folder.resolve("pid").toString());
    text = replaced(text, "/var/log/nginx/error.log", folder.resolve("error.log").toString());
    Path file = Files.writeString(folder.resolve("nginx.conf"), text);
    // Workers of a root's nginx are nobody's, who may not look into a temporary folder.
    String user = System.getProperty("user.name").equals("root") ? " user root;" : "";
    return List.of(
        Kind.NGINX.found().toString(),
        "-p",
        folder.toString(),
        "-c",
        file.toString(),
        "-e",
        folder.resolve("error.log").toString(),
        "-g",
        "daemon off;" + user);
  }

  private static List<String> varnish(Path folder, int port, URI origin) throws IOException {
    String text = replaced(read("varnish.vcl"), "\"8080\"", "\"" + origin.getPort() + "\"");
    Path file = Files.writeString(folder.resolve("edge.vcl"), text);
    return List.of(
        Kind.VARNISH.found().toString(),
        "-F",
        "-j",
        "none",
        "-n",
        folder.resolve("work").toString(),
        "-a",
        "127.0.0.1:" + port,
        "-s",
        "malloc,32m",
        "-p",
        "http_gzip_support=off",
        "-f",
        file.toString());
  }

  /** A replacement that finds nothing would test something else than the documented file. */
  private static String replaced(String text, String old, String with) {
    if (!text.contains(old)) {
      throw new IllegalStateException("expected '" + old + "' in the configuration, found none");
    }
    return text.replace(old, with);
  }

  /** Tests run in the module's folder or in the root. */
  private static String read(String name) throws IOException {
    Path here = Path.of("deploy", name);
    return Files.readString(Files.exists(here) ? here : Path.of("..", "deploy", name));
  }

  /**
   * A port that nobody has and, below those that the system hands out to whoever asks for any, that
   * nobody gets by chance before it is listened on.
   */
  static int freePort() throws IOException {
    while (true) {
      int port = 10_000 + ThreadLocalRandom.current().nextInt(20_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // Another, then.
      }
    }
  }

  private void awaitReady(Path log) throws IOException {
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> !process.isAlive() || request("GET", "/-/livez").status() == 404);
      if (!process.isAlive()) {
        throw new IllegalStateException("the edge ended: " + Files.readString(log));
      }
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  public String url() {
    return address.toString();
  }

  /**
   * Does what the configuration tells an operator to do so that the edge forgets the loaders of a
   * widget.
   */
  public void purge(String widget) {
    try {
      if (kind == Kind.VARNISH) {
        int status = request("BAN", "/", "Surrogate-Key", "w-" + widget).status();
        if (status != 200) {
          throw new IllegalStateException("the ban was answered with " + status);
        }
      } else {
        String command = command("find " + PURGED);
        run(command.replace(PURGED, folder.resolve("loaders").toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command in a comment of the configuration. */
  private static String command(String begin) throws IOException {
    return read("nginx.conf")
        .lines()
        .map(line -> line.replaceFirst("^ *# *", ""))
        .filter(line -> line.startsWith(begin))
        .findFirst()
        .orElseThrow();
  }

  private static void run(String command) throws IOException {
    Process run = new ProcessBuilder("sh", "-c", command).inheritIO().start();
    try {
      if (run.waitFor() != 0) {
        throw new IllegalStateException(command + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** One request on a connection of its own; {@code fields} are names and values in turn. */
  KeptAliveSocket.Reply request(String method, String target, String... fields) throws IOException {
    try (KeptAliveSocket socket = new KeptAliveSocket(address)) {
      return socket.request(method, target, fields);
    }
  }

  KeptAliveSocket.Reply get(String target, String... fields) throws IOException {
    return request("GET", target, fields);
  }

  /** Told to stop in order: a killed master would leave its workers behind. */
  @Override
  public void close() {
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
