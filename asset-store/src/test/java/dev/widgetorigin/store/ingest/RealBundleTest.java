package dev.widgetorigin.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.EntryName;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.compress.Codec;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.ingest.compress.CompressionEvents;
import dev.widgetorigin.store.ingest.compress.Compressor;
import dev.widgetorigin.store.ingest.compress.Dictionaries;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.manifest.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real packages from the npm registry, as {@code npm pack} brings them. Skipped when offline. */
@Tag("network")
final class RealBundleTest {
  @TempDir Path temp;

  @ParameterizedTest(name = "{0}: entry {1}")
  @CsvSource({
    "react-dom@18.3.1, index.js",
    "htmx.org@2.0.4, dist/htmx.min.js",
    "swiper@11.1.14, ''",
    "@stoplight/elements@8.5.2, index.js"
  })
  @Timeout(300)
  void ingest_realPackage_everyFileInEveryEncoding(String spec, String entry) throws Exception {
    Path archive = pack(spec);
    Map<String, byte[]> expected = readByLibrary(archive);
    Path staging = Files.createDirectory(temp.resolve("staging"));
    try (Compressor compressor = new Compressor(2)) {
      Ingest ingest = new Ingest(IngestLimits.DEFAULTS, compressor);
      try (UnpackedBundle unpacked = ingest.unpack(new BundleArchive(archive), staging)) {
        CompressedBundle bundle =
            ingest.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE);
        assertThat(bundle.files().keySet()).isEqualTo(expected.keySet());
        if (!entry.isEmpty()) {
          assertThat(unpacked.entry()).isEqualTo(entry);
        }
        Map<Digest, Path> blobs = new HashMap<>();
        for (StagedBlob blob : bundle.blobs()) {
          blobs.put(blob.digest(), blob.file());
        }
        for (AssetEntry file : bundle.files().values()) {
          byte[] bytes = expected.get(file.path());
          assertThat(Files.readAllBytes(blobs.get(file.digest()))).isEqualTo(bytes);
          for (Variant variant : file.variants()) {
            try (InputStream in =
                Codec.decoder(
                    variant.encoding(), Files.newInputStream(blobs.get(variant.digest())))) {
              assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
          }
        }
      }
    }
    assertThat(staging).isEmptyDirectory();
  }

  private static Map<String, byte[]> readByLibrary(Path archive) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GzipCompressorInputStream(Files.newInputStream(archive)))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        String path = entry.getName().substring(entry.getName().indexOf('/') + 1);
        if (entry.isFile() && !EntryName.isLeftOut(path)) {
          files.put(path, tar.readAllBytes());
        }
      }
    }
    return files;
  }

  private Path pack(String spec) throws Exception {
    Path log = temp.resolve("npm.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                "npm",
                "pack",
                spec,
                "--silent",
                "--fetch-retries=1",
                "--fetch-retry-mintimeout=1000",
                "--fetch-timeout=20000",
                "--pack-destination",
                temp.toString())
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    boolean packed;
    try {
      Process npm = builder.start();
      packed = npm.waitFor(60, TimeUnit.SECONDS) && npm.exitValue() == 0;
      npm.destroy();
    } catch (IOException e) {
      packed = false;
    }
    assumeTrue(
        packed,
        "npm pack failed: install nodejs and npm, and let it reach the npm registry, to run this");
    try (var files = Files.list(temp)) {
      return files.filter(f -> f.toString().endsWith(".tgz")).findFirst().orElseThrow();
    }
  }
}
