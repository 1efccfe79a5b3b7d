package dev.widgetorigin.origin.endtoend;

import dev.widgetorigin.origin.ProxyProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
      return ProxyProgram.find(program).isPresent();
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
      return start(kind, folder, origin, ProxyProgram.freePort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static EdgeProcess start(Kind kind, Path folder, URI origin, int port) {
    try {
      Files.createDirectories(folder);
      URI address = URI.create("http://127.0.0.1:" + port);
      Process process =
          kind == Kind.NGINX ? nginx(folder, port, origin) : varnish(folder, port, origin);
      EdgeProcess edge = new EdgeProcess(kind, folder, process, address);
      edge.awaitReady(folder.resolve("out.log"));
      return edge;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process nginx(Path folder, int port, URI origin) throws IOException {
    return ProxyProgram.nginx(
        folder,
        "nginx.conf",
        Map.of(
            "server 127.0.0.1:8080;",
            "server " + origin.getAuthority() + ";",
            "listen 8000;",
            "listen 127.0.0.1:" + port + ";",
            "/var/cache/nginx/widgets",
            folder.resolve("cache").toString(),
            PURGED,
            folder.resolve("loaders").toString(),
            "/var/cache/nginx/deltas",
            folder.resolve("deltas").toString(),
            "/run/nginx.pid",
            folder.resolve("pid").toString(),
            "/var/log/nginx/error.log",
            folder.resolve("error.log").toString()));
  }

  private static Process varnish(Path folder, int port, URI origin) throws IOException {
    String text =
        ProxyProgram.replaced(
            ProxyProgram.deployed("varnish.vcl"),
            Map.of("\"8080\"", "\"" + origin.getPort() + "\""));
    Path file = Files.writeString(folder.resolve("edge.vcl"), text);
    return ProxyProgram.start(
        folder,
        List.of(
            ProxyProgram.find("varnishd").orElseThrow().toString(),
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
            file.toString()));
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

  URI address() {
    return address;
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
    return ProxyProgram.deployed("nginx.conf")
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

  @Override
  public void close() {
    ProxyProgram.stop(process);
  }
}
