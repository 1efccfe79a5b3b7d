package dev.widgetorigin.bench.compare;

import dev.widgetorigin.bench.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Drives a peer with wrk (HTTP/1.1) or h2load (HTTP/2, and any protocol at a fixed rate) from the
 * load core.
 */
final class Load {
  private static final int H1_CONNECTIONS = 64;
  private static final int H2_CONNECTIONS = 16;
  private static final int H2_STREAMS = 32;
  private static final Pattern WRK_RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
  private static final Pattern WRK_ERRORS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern WRK_SOCKET =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
  private static final Pattern H2_RATE =
      Pattern.compile("finished in [\\d.]+\\w+, ([\\d.]+) req/s");
  private static final Pattern H2_FAILED =
      Pattern.compile("(\\d+) failed, (\\d+) errored, (\\d+) timeout");
  private static final Pattern H2_STATUS =
      Pattern.compile("status codes: \\d+ 2xx, \\d+ 3xx, (\\d+) 4xx, (\\d+) 5xx");

  private final Path folder;
  private final int seconds;
  private final int rate;

  /** {@code rate} requests a second in all, 0 for as many as go. */
  Load(Path folder, int seconds, int rate) {
    this.folder = folder;
    this.seconds = seconds;
    this.rate = rate;
  }

  Sample run(PeerServer peer, Case test) throws IOException, InterruptedException {
    String url = peer.base(test) + test.path(peer.knowsAliases());
    List<String> fields = test.fields(peer.etag(test));
    boolean wrk = !test.http2() && rate == 0;
    Path log = folder.resolve("h2load.log");
    List<String> command = wrk ? wrk(url, fields) : h2load(test, url, fields, log);
    double cpuBefore = Cpu.seconds(peer.process());
    long began = System.nanoTime();
    String output = Shell.output(folder, command.toArray(new String[0]));
    double elapsed = (System.nanoTime() - began) / 1e9;
    double cpu = Cpu.seconds(peer.process()) - cpuBefore;
    double perSecond = number(wrk ? WRK_RATE : H2_RATE, output, 1);
    double[] latency = wrk ? wrkLatency(output) : loggedLatency(log);
    return new Sample(
        perSecond,
        // h2load's own warm-up second is in the processor time as well: scale by time.
        perSecond * elapsed / Math.max(cpu, 1e-9),
        cpu / elapsed,
        latency[0],
        latency[1],
        Cpu.residentBytes(peer.process()) / 1e6,
        wrk ? wrkErrors(output) : h2loadErrors(output));
  }

  private List<String> wrk(String url, List<String> fields) {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "1", "wrk", "-t1"));
    command.addAll(List.of("-c" + H1_CONNECTIONS, "-d" + seconds, "--latency"));
    fields.forEach(field -> command.addAll(List.of("-H", field)));
    command.add(url);
    return command;
  }

  private List<String> h2load(Case test, String url, List<String> fields, Path log)
      throws IOException {
    Files.deleteIfExists(log);
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "1", "h2load", "-t1"));
    command.addAll(List.of("-D", Integer.toString(seconds), "--warm-up-time=1"));
    if (test.http2()) {
      command.addAll(List.of("-c" + H2_CONNECTIONS, "-m" + H2_STREAMS));
    } else {
      command.addAll(List.of("--h1", "-c" + H1_CONNECTIONS));
    }
    if (rate > 0) {
      int connections = test.http2() ? H2_CONNECTIONS : H1_CONNECTIONS;
      command.add("--rps=" + (double) rate / connections);
      command.add("--log-file=" + log);
    }
    if (test.tls()) {
      command.add("--tls13-ciphers=TLS_AES_128_GCM_SHA256");
    }
    fields.forEach(field -> command.addAll(List.of("-H", field)));
    command.add(url);
    return command;
  }

  private static double number(Pattern pattern, String output, int group) throws IOException {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("the load generator said: " + output.strip());
    }
    return Double.parseDouble(matcher.group(group));
  }

  private static double[] wrkLatency(String output) throws IOException {
    return new double[] {wrkQuantile(output, "50%"), wrkQuantile(output, "99%")};
  }

  private static double wrkQuantile(String output, String quantile) throws IOException {
    Pattern pattern =
        Pattern.compile("^\\s+" + quantile + "\\s+([\\d.]+)(us|ms|s)\\s*$", Pattern.MULTILINE);
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new IOException("wrk told no " + quantile + ": " + output.strip());
    }
    double value = Double.parseDouble(matcher.group(1));
    return switch (matcher.group(2)) {
      case "us" -> value / 1000;
      case "ms" -> value;
      default -> value * 1000;
    };
  }

  /** h2load prints no quantiles but logs every request: start, status, microseconds. */
  private static double[] loggedLatency(Path log) throws IOException {
    if (!Files.exists(log)) {
      return new double[] {Double.NaN, Double.NaN};
    }
    long[] micros;
    try (var lines = Files.lines(log)) {
      micros =
          lines
              .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)))
              .sorted()
              .toArray();
    }
    if (micros.length == 0) {
      return new double[] {Double.NaN, Double.NaN};
    }
    return new double[] {
      micros[micros.length / 2] / 1000.0, micros[(int) (micros.length * 0.99)] / 1000.0
    };
  }

  private static long wrkErrors(String output) {
    long errors = 0;
    Matcher status = WRK_ERRORS.matcher(output);
    if (status.find()) {
      errors += Long.parseLong(status.group(1));
    }
    Matcher socket = WRK_SOCKET.matcher(output);
    if (socket.find()) {
      for (int i = 1; i <= 4; i++) {
        errors += Long.parseLong(socket.group(i));
      }
    }
    return errors;
  }

  private static long h2loadErrors(String output) {
    long errors = 0;
    for (Pattern pattern : List.of(H2_FAILED, H2_STATUS)) {
      Matcher matcher = pattern.matcher(output);
      if (matcher.find()) {
        for (int i = 1; i <= matcher.groupCount(); i++) {
          errors += Long.parseLong(matcher.group(i));
        }
      }
    }
    return errors;
  }
}
