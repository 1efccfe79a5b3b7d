package dev.widgetorigin.bench.deltas;

import dev.widgetorigin.store.ingest.DirectoryPacker;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.ingest.compress.CompressionEvents;
import dev.widgetorigin.store.ingest.compress.Compressor;
import dev.widgetorigin.store.ingest.compress.Dictionaries;
import dev.widgetorigin.store.ingest.compress.Dictionaries.Dictionary;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Variant;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How large deltas between real releases are, and how long a publish takes with them. Prints
 * Markdown. {@code bench/deltas} fetches the releases and starts it.
 *
 * <p>Arguments, for each release: a name, its file, how many files follow, and the same file of so
 * many releases before it, the newest first. Sizes are those of the deltas from the newest.
 */
public final class DeltaTable {
  private static final int ROUNDS = 5;

  private record Row(
      String name, long size, long br, long dcb, long dcz, double without, double with) {
    double factor() {
      return (double) br / dcb;
    }
  }

  private final Path folder;
  private final Compressor compressor = Compressor.onAllCores();

  private DeltaTable(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    DeltaTable table = new DeltaTable(Files.createTempDirectory("deltas-"));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < arguments.length; ) {
      int count = Integer.parseInt(arguments[i + 2]);
      List<Path> before =
          List.of(arguments).subList(i + 3, i + 3 + count).stream().map(Path::of).toList();
      rows.add(table.measure(arguments[i], before, Path.of(arguments[i + 1])));
      i += 3 + count;
    }
    table.compressor.close();
    print(rows);
  }

  private Row measure(String name, List<Path> before, Path after) throws Exception {
    List<Dictionary> dictionaries = new ArrayList<>();
    for (Path path : before) {
      byte[] old = Files.readAllBytes(path);
      dictionaries.add(new Dictionary(Digest.sha256(old), old.length, () -> old));
    }
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    Files.copy(after, bundle.resolve("file.js"), StandardCopyOption.REPLACE_EXISTING);
    Path archive = folder.resolve("bundle.tgz");
    try (OutputStream out = Files.newOutputStream(archive)) {
      var unused = DirectoryPacker.pack(bundle, null, out);
    }
    double[] without = new double[ROUNDS];
    double[] with = new double[ROUNDS];
    CompressedBundle made = null;
    // In turn, so that a busy moment meets both.
    for (int i = 0; i < ROUNDS; i++) {
      long begun = System.nanoTime();
      compress(archive, Dictionaries.NONE);
      long between = System.nanoTime();
      made = compress(archive, path -> dictionaries);
      with[i] = (System.nanoTime() - between) / 1e6;
      without[i] = (between - begun) / 1e6;
    }
    List<Variant> variants = made.files().get("file.js").variants();
    return new Row(
        name,
        Files.size(after),
        size(variants, Encoding.BR),
        size(variants, Encoding.DCB),
        size(variants, Encoding.DCZ),
        median(without),
        median(with));
  }

  private CompressedBundle compress(Path archive, Dictionaries dictionaries)
      throws IOException, InterruptedException {
    Path staging = Files.createDirectories(folder.resolve("staging"));
    Ingest ingest = new Ingest(IngestLimits.DEFAULTS, compressor);
    try (UnpackedBundle unpacked = ingest.unpack(new BundleArchive(archive), staging)) {
      return ingest.compress(unpacked, dictionaries, CompressionEvents.NONE);
    }
  }

  /** What is sent where there is no such variant is the best there is. */
  private static long size(List<Variant> variants, Encoding encoding) {
    return variants.stream()
        .filter(variant -> variant.encoding() == encoding)
        .mapToLong(Variant::size)
        .findFirst()
        .orElseGet(() -> size(variants, Encoding.BR));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static void print(List<Row> rows) {
    say("| release | bytes | br 11 | dcb | dcz | br / dcb | publish, ms | with deltas, ms |");
    say("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (Row row : rows) {
      say(
          "| %s | %,d | %,d | %,d | %,d | %.1f | %.0f | %.0f |",
          row.name, row.size, row.br, row.dcb, row.dcz, row.factor(), row.without, row.with);
    }
    say("| median | | | | | %.1f | | |", median(rows.stream().mapToDouble(Row::factor).toArray()));
  }

  @SuppressWarnings("SystemOut") // its whole purpose
  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
