package dev.widgetorigin.bench.cold;

import dev.widgetorigin.bench.floods.Bystanders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One round: all servers fresh, each file asked for once of each. */
final class Round implements AutoCloseable {
  private static final int WARM_SECONDS = 2;

  /** More than the origin keeps in memory is asked for, so each pass reads most of it again. */
  private static final int WARM_PASSES = 6;

  private static final String SCRUBBER = "store-scrubber";
  private static final long SETTLE_MILLIS = 6000;
  private static final long PAUSE_MILLIS = 4;
  private static final int WARM_REQUESTS = 20;

  private final Path run;
  private final PageCache pages;
  private final Map<Peer, ServerUnderTest> servers = new LinkedHashMap<>();

  Round(Path run, PageCache pages, List<Peer> peers) throws Exception {
    this.run = run;
    this.pages = pages;
    boolean started = false;
    try {
      for (Peer peer : peers) {
        servers.put(peer, peer.start());
      }
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** Asks for files that are not measured, so that what answers is compiled. */
  void warm(List<String> paths) throws Exception {
    for (ServerUnderTest served : servers.values()) {
      try (TimedConnection client = new TimedConnection(served.port())) {
        for (int i = 0; i < WARM_PASSES; i++) {
          for (String path : paths) {
            client.firstByte(path);
          }
        }
      }
    }
    for (ServerUnderTest served : servers.values()) {
      settle(served);
    }
  }

  /** Waits until the origin has looked through its store, which it does once an hour. */
  private static void settle(ServerUnderTest served) throws Exception {
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    long before = -1;
    long now = scrubberTicks(served);
    while (before != now) {
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
      before = now;
      now = scrubberTicks(served);
    }
  }

  private static long scrubberTicks(ServerUnderTest served) throws IOException {
    return Processes.threads(served.pid(), SCRUBBER).stream()
        .map(Processes::stat)
        .mapToLong(stat -> Long.parseLong(stat[11]) + Long.parseLong(stat[12]))
        .sum();
  }

  /** One cold file at a time, of each server in turn. */
  void firsts(List<String> paths) throws Exception {
    List<Peer> peers = new ArrayList<>(servers.keySet());
    Map<Peer, TimedConnection> clients = new LinkedHashMap<>();
    Map<Peer, Histogram> taken = new LinkedHashMap<>();
    try {
      for (Peer peer : peers) {
        clients.put(peer, new TimedConnection(servers.get(peer).port()));
        taken.put(peer, new Histogram(3));
      }
      pages.drop();
      for (TimedConnection client : clients.values()) {
        for (int i = 0; i < WARM_REQUESTS; i++) {
          client.firstByte(ColdFiles.HOT);
        }
      }
      for (int i = 0; i < paths.size(); i++) {
        for (int j = 0; j < peers.size(); j++) {
          Peer peer = peers.get((i + j) % peers.size());
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
          taken.get(peer).recordValue(clients.get(peer).firstByte(paths.get(i)));
        }
      }
    } finally {
      for (TimedConnection client : clients.values()) {
        client.close();
      }
    }
    for (Peer peer : peers) {
      peer.firsts.add(taken.get(peer));
      peer.medians.add((double) taken.get(peer).getValueAtPercentile(50));
    }
  }

  /** Many cold files at a steady rate, beside bystanders; each server alone. */
  void crowds(List<String> paths, int rate) throws Exception {
    Path list = Files.write(run.resolve("paths"), paths);
    for (Map.Entry<Peer, ServerUnderTest> each : servers.entrySet()) {
      each.getKey().crowds.add(crowd(each.getValue(), list, rate));
    }
  }

  private Peer.Crowd crowd(ServerUnderTest served, Path paths, int rate) throws Exception {
    Bystanders bystanders = new Bystanders(served.port(), ColdFiles.HOT);
    Process load = load(served.port(), rate, paths);
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(load.getInputStream(), StandardCharsets.UTF_8))) {
      line(said);
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_SECONDS);
      Histogram quiet = bystanders.run(due -> due < until);
      pages.drop();
      double cpu = Processes.cpuSeconds(served.pid());
      DiskWaits waits = new DiskWaits(served.loops());
      Histogram busy;
      try (waits) {
        load.getOutputStream().write('\n');
        load.getOutputStream().flush();
        busy = bystanders.run(due -> !ready(said));
      }
      LoadResult result = LoadResult.parse(line(said));
      return new Peer.Crowd(
          quiet,
          busy,
          result,
          waits.millis(),
          waits.percent(),
          Processes.cpuSeconds(served.pid()) - cpu);
    } finally {
      load.destroyForcibly().waitFor();
    }
  }

  private static boolean ready(BufferedReader said) {
    try {
      return said.ready();
    } catch (IOException e) {
      return true;
    }
  }

  private static String line(BufferedReader said) throws IOException {
    String line = said.readLine();
    if (line == null) {
      throw new IOException("the load ended before it was through");
    }
    return line;
  }

  /** Begins a load, which gets the core only while nobody else wants it. */
  private static Process load(int port, int rate, Path paths) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "1", "chrt", "--other", "0"));
    command.addAll(List.of(java, "-Xmx256m", "-XX:+UseSerialGC", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), ColdLoad.class.getName()));
    command.addAll(List.of(Integer.toString(port), Integer.toString(rate), paths.toString()));
    command.add(ColdFiles.HOT);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Override
  public void close() {
    for (ServerUnderTest served : servers.values()) {
      served.close();
    }
  }
}
