package dev.widgetorigin.bench.floods;

import dev.widgetorigin.bench.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Measures each flood: bystanders' latency while it goes on and while it is held, in turn, and what
 * the server holds. Prints a Markdown table of medians over the rounds: a single percentile is more
 * often the machine's doing than the server's.
 */
public final class Floods {
  private static final int ROUNDS = 21;
  private static final int SECONDS = 1;

  private static final int WARM_UP_SECONDS = 6;

  /** What a flood makes hot is compiled meanwhile, in slices of 3 ms on the server's only core. */
  private static final int FLOOD_WARM_UP_SECONDS = 15;

  private static final long SETTLE_MILLIS = 200;
  private static final long START_MILLIS = 30_000;
  private static final String SMALL = "/w/v1.0.0/small.js";
  private static final String LARGE = "/w/v1.0.0/large.js";
  private static final Pattern DELIVERY = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern LIVE = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private final Path folder;
  private final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private Process server;
  private int port;

  private Floods(Path folder) {
    this.folder = folder;
  }

  /** Arguments: names of floods; all where there are none. */
  public static void main(String[] args) throws Exception {
    List<Flood> floods =
        args.length == 0
            ? List.of(Flood.values())
            : Arrays.stream(args)
                .map(name -> Flood.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
    Path folder = Files.createTempDirectory("floods");
    Floods run = new Floods(folder);
    try {
      run.start();
      run.measure(floods);
    } finally {
      run.stop();
      try (Stream<Path> all = Files.walk(folder)) {
        all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  private void start() throws Exception {
    Path bundle = Files.createDirectory(folder.resolve("bundle"));
    Files.writeString(bundle.resolve("package.json"), "{\"name\":\"w\",\"version\":\"1.0.0\"}");
    Files.writeString(bundle.resolve("small.js"), "let w = 1;\n".repeat(90));
    Files.writeString(bundle.resolve("large.js"), "/* x */ let w = 1;\n".repeat(26_000));
    List<String> command =
        new ArrayList<>(List.of("taskset", "-c", "0", "chrt", "--other", "0", java, "-Xmx256m"));
    command.addAll(origin("serve"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    builder.environment().put("WIDGET_ORIGIN_STORE_PATH", folder.resolve("store").toString());
    builder.environment().put("WIDGET_ORIGIN_DELIVERY_HOST", "127.0.0.1");
    builder.environment().put("WIDGET_ORIGIN_DELIVERY_PORT", "0");
    builder.environment().put("WIDGET_ORIGIN_CONTROL_PORT", "0");
    server = builder.start();
    String listeners = listeners(folder.resolve("store/listeners.json"));
    Matcher urls = DELIVERY.matcher(listeners);
    List<Integer> ports = new ArrayList<>();
    while (urls.find()) {
      ports.add(Integer.parseInt(urls.group(1)));
    }
    boolean controlFirst = listeners.indexOf("control") < listeners.indexOf("delivery");
    port = ports.get(controlFirst ? 1 : 0);
    URI control = URI.create("http://127.0.0.1:" + ports.get(controlFirst ? 0 : 1));
    publish(bundle, control);
  }

  private String listeners(Path file) throws Exception {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
    while (!Files.exists(file) || Files.size(file) == 0) {
      if (!server.isAlive() || System.nanoTime() > until) {
        throw new IllegalStateException(
            "the origin does not start: " + Files.readString(folder.resolve("log")));
      }
      Thread.sleep(50);
    }
    return Files.readString(file);
  }

  private void publish(Path bundle, URI control) throws Exception {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(origin("publish", bundle.toString(), "--server", control.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    String token = Files.readString(folder.resolve("store/admin.token")).strip();
    builder.environment().put("WIDGET_ORIGIN_TOKEN", token);
    Shell.output(builder);
  }

  private static List<String> origin(String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.widgetorigin.origin.Main");
    command.addAll(List.of(arguments));
    return command;
  }

  private void measure(List<Flood> floods) throws Exception {
    Bystanders bystanders = new Bystanders(port, SMALL);
    Histogram warmUp = bystanders.run(WARM_UP_SECONDS);
    long liveBefore = live();
    long residentBefore = resident();
    System.err.printf("warmed up with %d requests%n", warmUp.getTotalCount());
    System.out.println(
        "| flood | quiet p50 us | quiet p99 us | p50 us | p99 us | p99 ratio | server core % | live heap MB | RSS MB |");
    System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (Flood flood : floods) {
      row(bystanders, flood, liveBefore, residentBefore);
    }
  }

  private void row(Bystanders bystanders, Flood flood, long liveBefore, long residentBefore)
      throws Exception {
    Process flooder = start(Flooder.class.getName(), flood.name(), Integer.toString(port), LARGE);
    try {
      firstLine(flooder);
      bystanders.run(FLOOD_WARM_UP_SECONDS);
      List<Histogram> quiet = new ArrayList<>();
      List<Histogram> busy = new ArrayList<>();
      List<Double> cpu = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        signal(flooder, "STOP");
        quiet.add(bystanders.run(SECONDS));
        signal(flooder, "CONT");
        double cpuBefore = cpuSeconds();
        busy.add(bystanders.run(SECONDS));
        cpu.add((cpuSeconds() - cpuBefore) / SECONDS);
      }
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        ratios.add(at(99, busy.get(round)) / at(99, quiet.get(round)));
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.0f | %.0f | %.0f | %.2f | %.0f | %+.1f | %+.1f |%n",
          flood.title,
          median(quiet.stream().map(one -> at(50, one))),
          median(quiet.stream().map(one -> at(99, one))),
          median(busy.stream().map(one -> at(50, one))),
          median(busy.stream().map(one -> at(99, one))),
          median(ratios.stream()),
          100 * median(cpu.stream()),
          (live() - liveBefore) / 1e6,
          (resident() - residentBefore) / 1e6);
    } finally {
      flooder.destroyForcibly().waitFor();
    }
  }

  /** Holds the flood, or lets it go on, and waits until that shows. */
  private static void signal(Process process, String name) throws Exception {
    Shell.output(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())));
    Thread.sleep(SETTLE_MILLIS);
  }

  private static double at(double percentile, Histogram latencies) {
    return latencies.getValueAtPercentile(percentile);
  }

  private static double median(Stream<Double> values) {
    return values.sorted().toList().get(ROUNDS / 2);
  }

  /** Starts one of these classes, to run only while nobody else wants its core. */
  private Process start(String... classAndArguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("taskset", "-c", "1", "chrt", "--idle", "0", java, "-Xmx128m"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(classAndArguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String firstLine(Process process) throws IOException {
    String said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (said == null) {
      throw new IOException("does not start: " + process.info().commandLine());
    }
    return said;
  }

  /** Octets of live objects, while the flood goes on; collects garbage first. */
  private long live() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String histogram =
        Shell.output(new ProcessBuilder(jcmd, Long.toString(server.pid()), "GC.class_histogram"));
    Matcher total = LIVE.matcher(histogram);
    if (!total.find()) {
      throw new IOException("no total in the histogram of the heap");
    }
    return Long.parseLong(total.group(1));
  }

  private long resident() {
    try (Stream<String> lines = Files.lines(proc("status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double cpuSeconds() throws IOException {
    String stat = Files.readString(proc("stat"));
    String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Double.parseDouble(rest[11]) + Double.parseDouble(rest[12])) / 100;
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(server.pid()), file);
  }

  private void stop() throws InterruptedException {
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }
}
