package dev.widgetorigin.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Runs bytes through {@link Ingest} and looks at what is left on the disk. */
public final class IngestFixture {
  final Path root;
  final Path staging;
  private final Path upload;

  public IngestFixture(Path root) throws IOException {
    this.root = root;
    this.staging = Files.createDirectories(root.resolve("staging"));
    this.upload = root.resolve("upload");
  }

  /** What was staged, by path; the bundle is closed again. */
  public Map<String, String> unpack(byte[] archive) throws IOException {
    return unpack(archive, IngestLimits.DEFAULTS);
  }

  public Map<String, String> unpack(byte[] archive, IngestLimits limits) throws IOException {
    Files.write(upload, archive);
    try (UnpackedBundle bundle = ingest(limits).unpack(new BundleArchive(upload), staging)) {
      return contents(bundle);
    }
  }

  public static Map<String, String> contents(UnpackedBundle bundle) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (UnpackedFile file : bundle.files()) {
      files.put(file.path(), new String(Files.readAllBytes(file.file()), StandardCharsets.UTF_8));
    }
    return files;
  }

  public IngestException refuse(byte[] archive, IngestLimits limits) throws IOException {
    Files.write(upload, archive);
    return refuse(new BundleArchive(upload), limits);
  }

  public IngestException refuse(BundleArchive archive, IngestLimits limits) {
    IngestException refused =
        catchThrowableOfType(
            IngestException.class, () -> ingest(limits).unpack(archive, staging).close());
    assertThat(refused).as("refused").isNotNull();
    return refused;
  }

  /** Only the staging folder, empty, and the upload may be there. */
  public void assertNothingLeft() throws IOException {
    assertThat(staging).isEmptyDirectory();
    try (var files = Files.list(root)) {
      assertThat(files.map(f -> f.getFileName().toString())).isSubsetOf("staging", "upload");
    }
  }

  private static Ingest ingest(IngestLimits limits) {
    return new Ingest(limits, null);
  }
}
