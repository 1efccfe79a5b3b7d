package dev.widgetorigin.bench.compare;

import dev.widgetorigin.bench.Shell;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the comparison and writes the table: {@code bench/compare --help}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the origin with nginx and h2o on this machine: server on core 0, load on core 1.",
      "own-http2, netty-codec and netty-frames are the origin's HTTP/2 and Netty's with nothing"
          + " behind, for cases of HTTP/2 with br.",
      "Needs nginx with its brotli module, h2o, wrk, h2load, brotli, openssl and npm."
    })
public final class Compare implements Callable<Integer> {
  @Option(names = "--peers", split = ",", description = "default: ${DEFAULT-VALUE}")
  private List<String> peers = List.of("nginx", "nginx-nosendfile", "h2o", "widget-origin");

  @Option(names = "--cases", split = ",", description = "PROTO:FILE:KIND, e.g. h1:css48:br")
  private List<String> cases = Case.DEFAULTS;

  @Option(names = "--rounds", description = "default: ${DEFAULT-VALUE}")
  private int rounds = 5;

  @Option(names = "--seconds", description = "a round takes; default: ${DEFAULT-VALUE}")
  private int seconds = 4;

  @Option(
      names = "--warm-up",
      description = "seconds that a JVM is under load before; default: ${DEFAULT-VALUE}")
  private int warmUp = 10;

  @Option(names = "--rate", description = "requests a second in all; default: as many as go")
  private int rate;

  @Option(names = "--idle", description = "instead: memory per connection of this many idle ones")
  private int idle;

  @Option(names = "--startup", description = "instead: milliseconds from start to accepting")
  private boolean startup;

  @Option(names = "--root", hidden = true)
  private Path root = Path.of("").toAbsolutePath();

  @Option(names = "--out", description = "name of the result in bench/results; default: date")
  private String out;

  /** Idle is what has been so for a while: a server may give back what a burst took. */
  private static final int SETTLING_MILLIS = 11_000;

  private final PrintStream terminal;

  private Compare(PrintStream terminal) {
    this.terminal = terminal;
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Compare(System.out)).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Bench bench =
        new Bench(
            Files.createDirectories(
                Path.of(System.getProperty("java.io.tmpdir"), "widget-origin-bench")),
            root.resolve("bench/peers"),
            root.resolve("bin/widget-origin"));
    bench.content().prepare();
    bench.makeCertificate();
    List<PeerServer> all = new ArrayList<>();
    for (String name : peers) {
      all.add(peer(name, bench));
    }
    if (startup || idle > 0) {
      small(all);
      return 0;
    }
    Report report = new Report(baseline());
    for (String text : cases) {
      Case test = Case.parse(text);
      compare(bench, test, all.stream().filter(peer -> peer.speaks(test)).toList(), report);
    }
    write(report);
    return 0;
  }

  private String baseline() {
    return peers.contains("nginx") ? "nginx" : peers.get(0);
  }

  private static PeerServer peer(String name, Bench bench) {
    return switch (name) {
      case "nginx" -> new PeerServer.Nginx(name, bench, true, 18100);
      case "nginx-nosendfile" -> new PeerServer.Nginx(name, bench, false, 18110);
      case "h2o" -> new PeerServer.H2o(bench);
      case "netty-codec" -> new Http2Peer(name, "codec", bench, 18150);
      case "netty-frames" -> new Http2Peer(name, "frames", bench, 18160);
      case "own-http2" -> new Http2Peer(name, "listener", bench, 18170);
      case "widget-origin" -> new PeerServer.Origin(bench);
      default ->
          throw new IllegalArgumentException(
              "expected nginx, nginx-nosendfile, h2o, own-http2, netty-codec, netty-frames or"
                  + " widget-origin, found "
                  + name);
    };
  }

  private void compare(Bench bench, Case test, List<PeerServer> all, Report report)
      throws IOException, InterruptedException {
    Load load = new Load(bench.folder(), seconds, rate);
    try {
      for (PeerServer peer : all) {
        peer.start(test);
        peer.fill();
        new Load(bench.folder(), peer.compiles() ? warmUp : 1, rate).run(peer, test);
      }
      for (int round = 0; round < rounds; round++) {
        for (PeerServer peer : all) {
          Sample sample = load.run(peer, test);
          report.add(test, peer.name(), sample);
          terminal.printf(
              Locale.ROOT,
              "%s round %d %s: %.0f req/s, %.0f per CPU second, %d errors%n",
              test,
              round + 1,
              peer.name(),
              sample.perSecond(),
              sample.perCpuSecond(),
              sample.errors());
        }
      }
    } finally {
      for (PeerServer peer : all) {
        peer.stop();
      }
    }
  }

  /** Start-up time and memory per idle connection, medians over the rounds. */
  private void small(List<PeerServer> all) throws IOException, InterruptedException {
    Case test = Case.parse("h1:tiny:br");
    for (PeerServer peer : all) {
      List<Double> figures = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        double millis = peer.start(test);
        figures.add(idle > 0 ? bytesPerIdleConnection(peer, test) : millis);
        peer.stop();
      }
      figures.sort(null);
      terminal.printf(
          Locale.ROOT,
          "%s: %.0f %s (median of %d)%n",
          peer.name(),
          figures.get(rounds / 2),
          idle > 0 ? "bytes per idle connection" : "ms from start to accepting",
          rounds);
    }
  }

  private double bytesPerIdleConnection(PeerServer peer, Case test)
      throws IOException, InterruptedException {
    List<Socket> sockets = new ArrayList<>();
    try {
      peer.fill();
      connect(sockets, 50, peer.port(test), test);
      Thread.sleep(SETTLING_MILLIS);
      long before = Cpu.residentBytes(peer.process());
      connect(sockets, idle, peer.port(test), test);
      long opened = Cpu.residentBytes(peer.process());
      Thread.sleep(SETTLING_MILLIS);
      long after = Cpu.residentBytes(peer.process());
      terminal.printf(
          Locale.ROOT,
          "%s: resident %.1f MB, %.1f when %d more had been opened, %.1f when they had been idle%n",
          peer.name(),
          before / 1e6,
          opened / 1e6,
          idle,
          after / 1e6);
      return (double) (after - before) / idle;
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /** Each has had one answer: a kept-alive connection, not merely an accepted one. */
  private static void connect(List<Socket> sockets, int count, int port, Case test)
      throws IOException {
    byte[] request =
        ("HEAD " + test.item().urlPath() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket();
      sockets.add(socket);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.getOutputStream().write(request);
      if (socket.getInputStream().read() < 0) {
        throw new IOException("connection " + i + " was closed");
      }
    }
  }

  private void write(Report report) throws IOException {
    String name = out == null ? LocalDate.now(ZoneOffset.UTC).toString() : out;
    String table = report.markdown();
    terminal.print(table);
    Path results = Files.createDirectories(root.resolve("bench/results"));
    String header =
        """
        # Comparison of %s

        - machine: %s, Linux %s, %d cores; server on core 0, load on core 1
        - commit: %s
        - java: %s
        - peers: %s; %s
        - command: `bench/compare --peers %s --cases %s --rounds %d --seconds %d --warm-up %d%s`

        Medians over rounds; ratios to %s within the same round. Where the load generator is
        the limit (server %% below 95), the figure that counts is requests per second of server CPU.

        """
            .formatted(
                name,
                model(),
                System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors(),
                Shell.firstLine("git", "rev-parse", "--short", "HEAD"),
                Shell.firstLine("sh", "-c", root.resolve("bin/widget-origin") + " --version"),
                Shell.firstLine("nginx", "-v"),
                Shell.firstLine("h2o", "-v"),
                String.join(",", peers),
                String.join(",", cases),
                rounds,
                seconds,
                warmUp,
                rate > 0 ? " --rate " + rate : "",
                baseline());
    Files.writeString(results.resolve(name + ".md"), header + table);
    Files.writeString(results.resolve(name + ".svg"), report.svg());
    terminal.println("written to bench/results/" + name + ".md and .svg");
  }

  private static String model() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 2))
        .findFirst()
        .orElse("unknown");
  }
}
