package dev.widgetorigin.store.ingest;

import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.compress.CompressionEvents;
import dev.widgetorigin.store.ingest.compress.Compressor;
import dev.widgetorigin.store.ingest.compress.Dictionaries;
import java.nio.file.Path;
import java.util.Locale;

/** Ingests each archive named; run by {@link HeapBoundTest} on a very small heap. */
final class HeapBoundMain {
  private HeapBoundMain() {}

  /** First the staging folder, then archives. Prints one line for each. */
  public static void main(String[] args) throws Exception {
    try (Compressor compressor = new Compressor(2)) {
      Ingest ingest = new Ingest(IngestLimits.DEFAULTS, compressor);
      for (int i = 1; i < args.length; i++) {
        Path archive = Path.of(args[i]);
        String outcome;
        try (UnpackedBundle bundle = ingest.unpack(new BundleArchive(archive), Path.of(args[0]))) {
          int files =
              ingest.compress(bundle, Dictionaries.NONE, CompressionEvents.NONE).files().size();
          outcome = "TAKEN " + files;
        } catch (IngestException refused) {
          outcome = refused.kind().name();
        }
        System.out.printf(Locale.ROOT, "%s %s%n", archive.getFileName(), outcome);
      }
    }
  }
}
