package dev.widgetorigin.bench.cold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bench/cold}. */
@Command(
    name = "bench/cold",
    mixinStandardHelpOptions = true,
    description = {
      "Asks the origin and nginx for files that are in nobody's memory: one at a time, for the time"
          + " to the first byte, and many at a steady rate, for what others feel of that.",
      "Server on core 0, clients on core 1. As root it drops the page cache of the whole machine;"
          + " otherwise of its own files. Needs nginx, tar and taskset."
    })
public final class Cold implements Callable<Integer> {
  private static final int PORT = 18310;

  @Option(names = "--files", description = "that the load asks for; default: ${DEFAULT-VALUE}")
  private int files = 10_000;

  @Option(names = "--singles", description = "asked for one by one; default: ${DEFAULT-VALUE}")
  private int singles = 300;

  @Option(names = "--warm", description = "asked for before; default: ${DEFAULT-VALUE}")
  private int warm = 3000;

  @Option(names = "--rate", description = "of the load, a second; default: ${DEFAULT-VALUE}")
  private int rate = 5000;

  @Option(names = "--rounds", description = "default: ${DEFAULT-VALUE}")
  private int rounds = 5;

  @Option(
      names = "--drop",
      description = "1: pages; 3: names and inodes as well; default: ${DEFAULT-VALUE}")
  private int drop = 1;

  @Option(
      names = "--other",
      paramLabel = "COMMAND",
      description = "bin/widget-origin of another build, measured in the same rounds")
  private Path other;

  @Option(
      names = "--folder",
      description = "for the files, on a disk; kept. Default: bench/target/cold")
  private Path folder;

  @Option(names = "--root", hidden = true)
  private Path root = Path.of("").toAbsolutePath();

  public static void main(String[] args) {
    System.exit(new CommandLine(new Cold()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path work = folder == null ? root.resolve("bench/target/cold") : folder.toAbsolutePath();
    Files.createDirectories(work);
    if (Files.getFileStore(work).type().equals("tmpfs")) {
      throw new IllegalArgumentException(work + " is in memory; --folder names one on a disk");
    }
    ColdFiles content = new ColdFiles(work, files + singles + warm);
    List<Peer> peers = peers(work, content);
    prepare(work, content, peers);
    PageCache pages = new PageCache(drop, work);
    ColdReport report = new ColdReport(peers, System.out);
    report.head(pages.description(), DiskWaits.count(true));
    try {
      for (int i = 0; i < rounds; i++) {
        round(i, work, content, pages, peers);
        System.err.println("round " + (i + 1) + ", load average " + load());
      }
    } finally {
      DiskWaits.count(false);
    }
    report.firsts();
    report.crowds(rate);
    return 0;
  }

  private List<Peer> peers(Path work, ColdFiles content) {
    Path nginx = root.resolve("bench/peers/nginx-cold.conf");
    List<Peer> peers = new ArrayList<>();
    peers.add(
        new Peer("nginx", () -> ServerUnderTest.nginx(nginx, content.www(0), work, false, PORT)));
    peers.add(
        new Peer(
            "nginx, aio threads",
            () -> ServerUnderTest.nginx(nginx, content.www(1), work, true, PORT + 1)));
    peers.add(origin("widget-origin", root.resolve("bin/widget-origin"), work, PORT + 2));
    if (other != null) {
      peers.add(origin("the other build", other.toAbsolutePath(), work, PORT + 4));
    }
    return peers;
  }

  private static Peer origin(String name, Path launcher, Path work, int port) {
    return new Peer(
        name,
        () -> ServerUnderTest.origin(name, launcher, work.resolve("store-" + port), work, port));
  }

  /** Writes the files and publishes them, unless an earlier run did. */
  private void prepare(Path work, ColdFiles content, List<Peer> peers) throws Exception {
    Path made = work.resolve("made-" + (files + singles + warm));
    if (!Files.exists(made)) {
      ServerUnderTest.delete(work);
      Files.createDirectories(work);
      content.write(2);
      Files.createFile(made);
    }
    for (Peer peer : peers) {
      if (peer.name().startsWith("nginx")) {
        continue;
      }
      Path published = work.resolve("published-" + peer.name().replace(' ', '-'));
      if (!Files.exists(published)) {
        try (ServerUnderTest served = peer.start()) {
          content.publish(served.port() + 1, ServerUnderTest.TOKEN);
        }
        Files.createFile(published);
      }
    }
  }

  private void round(int number, Path work, ColdFiles content, PageCache pages, List<Peer> peers)
      throws Exception {
    List<String> paths = new ArrayList<>(content.paths());
    Collections.shuffle(paths, new Random(number));
    List<String> first = new ArrayList<>(content.oneOfEach());
    first.add(ColdFiles.HOT);
    first.addAll(paths.subList(files + singles, paths.size()));
    List<String> asked = new ArrayList<>(paths.subList(0, files + singles));
    asked.removeAll(content.oneOfEach());
    try (Round round = new Round(work, pages, peers)) {
      round.warm(first);
      round.firsts(asked.subList(0, singles));
      round.crowds(asked.subList(singles, asked.size()), rate);
    }
  }

  private static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).strip();
  }
}
