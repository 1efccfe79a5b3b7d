package dev.widgetorigin.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code bench/generate-store}. */
@Command(
    name = "bench/generate-store",
    mixinStandardHelpOptions = true,
    description = "Writes a store of made-up widgets, with a checkpoint, into an empty folder.",
    footer = {"", "  bench/generate-store /tmp/large --versions 100000"})
final class GenerateStore implements Runnable {
  @Parameters(paramLabel = "DIR", description = "Made where it is missing; must be empty.")
  private Path folder;

  @Option(names = "--versions", description = "In all (${DEFAULT-VALUE}).")
  private int versions = 100_000;

  @Option(names = "--per-widget", description = "Versions of one widget (${DEFAULT-VALUE}).")
  private int perWidget = 50;

  @Option(names = "--blobs", description = "Distinct files that bundles share (${DEFAULT-VALUE}).")
  private int blobs = 256;

  @Option(names = "--blob-bytes", description = "Of each of them (${DEFAULT-VALUE}).")
  private int blobBytes = 2048;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new GenerateStore()).execute(arguments));
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try {
      Files.createDirectories(folder);
      try (Stream<Path> there = Files.list(folder)) {
        if (there.findAny().isPresent()) {
          throw new IllegalArgumentException(folder + " is not empty");
        }
      }
      new SyntheticStore(blobs, blobBytes).write(folder, versions, perWidget);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.printf(
        "%,d versions of %,d widgets in %.1f s%n",
        versions, (versions + perWidget - 1) / perWidget, (System.nanoTime() - start) / 1e9);
  }
}
