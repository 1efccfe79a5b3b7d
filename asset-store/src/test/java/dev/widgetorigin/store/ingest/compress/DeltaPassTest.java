package dev.widgetorigin.store.ingest.compress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.TarBytes;
import dev.widgetorigin.store.ingest.bundle.BundleSource;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.compress.Dictionaries.Dictionary;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which deltas a bundle gets. */
final class DeltaPassTest {
  private static final String OLD = words(1, 4000);
  private static final String NEW = OLD.replaceFirst("w12 ", "changed ");

  @TempDir private Path temp;
  private Compressor compressor = new Compressor(2);

  @AfterEach
  void close() {
    compressor.close();
  }

  /** Text that compresses, but not to nothing. */
  private static String words(long seed, int count) {
    return new Random(seed)
        .ints(count, 0, 2000)
        .mapToObj(i -> "w" + i + " ")
        .collect(Collectors.joining());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Dictionary dictionary(String text) {
    return new Dictionary(Digest.sha256(bytes(text)), bytes(text).length, () -> bytes(text));
  }

  private List<Variant> deltas(String path, String text, Dictionary... dictionaries)
      throws Exception {
    return compress(Map.of(path, text), asked -> List.of(dictionaries))
        .get(path)
        .variants()
        .stream()
        .filter(Variant::isDelta)
        .toList();
  }

  private Map<String, AssetEntry> compress(Map<String, String> files, Dictionaries dictionaries)
      throws Exception {
    TarBytes tar = new TarBytes();
    files.forEach(tar::file);
    Path upload = Files.write(temp.resolve("upload"), tar.tar());
    Path staging = Files.createDirectories(temp.resolve("staging"));
    try (UnpackedBundle unpacked =
        new Ingest(IngestLimits.DEFAULTS, compressor)
            .unpack(BundleSource.archive(upload), staging)) {
      CompressedBundle bundle = compressor.compress(unpacked, dictionaries, CompressionEvents.NONE);
      for (var blob : bundle.blobs()) {
        assertThat(Digest.sha256(Files.readAllBytes(blob.file()))).isEqualTo(blob.digest());
      }
      assertThat(bundle.blobs())
          .extracting(blob -> blob.digest())
          .containsAll(
              bundle.files().values().stream()
                  .flatMap(entry -> entry.variants().stream())
                  .map(Variant::digest)
                  .toList());
      return bundle.files();
    } finally {
      assertThat(staging).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.js", "a.mjs", "a.cjs", "a.css", "a.json", "a.WASM"})
  void compress_fileWithDictionary_bothCodings(String path) throws Exception {
    List<Variant> deltas = deltas(path, NEW, dictionary(OLD));
    assertThat(deltas)
        .extracting(Variant::encoding)
        .containsExactlyInAnyOrder(Encoding.DCB, Encoding.DCZ);
    assertThat(deltas).allMatch(delta -> delta.size() < 200);
    assertThat(deltas).allMatch(delta -> delta.dictionary().equals(Digest.sha256(bytes(OLD))));
  }

  @Test
  void compress_deltas_comeBehindTheOthersInTheOrderOfTheDictionaries() throws Exception {
    String older = "older " + OLD;
    AssetEntry entry =
        compress(Map.of("a.js", NEW), asked -> List.of(dictionary(OLD), dictionary(older)))
            .get("a.js");
    assertThat(entry.variants().subList(0, 3)).noneMatch(Variant::isDelta);
    assertThat(entry.variants().subList(3, 7))
        .extracting(Variant::dictionary)
        .containsExactly(
            Digest.sha256(bytes(OLD)),
            Digest.sha256(bytes(OLD)),
            Digest.sha256(bytes(older)),
            Digest.sha256(bytes(older)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.html", "a.js.map", "a.svg", "a.txt", "js"})
  void compress_otherTypes_none(String path) throws Exception {
    assertThat(deltas(path, NEW, dictionary(OLD))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"999, 0", "1000, 2"})
  void compress_size_fromAThousandBytesOn(int size, int count) throws Exception {
    assertThat(deltas("a.js", NEW.substring(0, size), dictionary(OLD))).hasSize(count);
  }

  @Test
  void compress_filesWithLittleInCommon_none() throws Exception {
    assertThat(deltas("a.js", words(2, 4000), dictionary(OLD))).isEmpty();
  }

  @Test
  void compress_sameBytesAgain_aDeltaOfNothing() throws Exception {
    assertThat(deltas("a.js", OLD, dictionary(OLD))).hasSize(2).allMatch(d -> d.size() < 80);
  }

  @Test
  void compress_dictionaryDamagedOrLost_withoutIt() throws Exception {
    Dictionary damaged =
        new Dictionary(Digest.sha256(bytes(OLD)), bytes(OLD).length, () -> bytes(NEW));
    Dictionary lost =
        new Dictionary(
            Digest.sha256(bytes("lost")),
            4,
            () -> {
              throw new IOException("lost");
            });
    assertThat(deltas("a.js", NEW, damaged, lost)).isEmpty();
    assertThat(deltas("a.js", NEW, lost, dictionary(OLD))).hasSize(2);
  }

  @Test
  void compress_oneFileUnderTwoPaths_deltasForBoth() throws Exception {
    Map<String, AssetEntry> files =
        compress(Map.of("a.js", NEW, "b.js", NEW), asked -> List.of(dictionary(OLD)));
    assertThat(files.get("a.js").variants()).hasSize(5).isEqualTo(files.get("b.js").variants());
  }

  @Test
  void make_timeIsUpBehindZstd_whatIsMadeStays() throws Exception {
    Path file = Files.write(temp.resolve("file"), bytes(NEW));
    UnpackedFile unpacked =
        new UnpackedFile("a.js", file, bytes(NEW).length, Digest.sha256(bytes(NEW)), "", "");
    AtomicLong asked = new AtomicLong();
    assertThat(
            DeltaMaker.make(
                unpacked, dictionary(OLD), 2000, true, () -> asked.incrementAndGet() > 1))
        .extracting(made -> made.variant().encoding())
        .containsExactly(Encoding.DCZ);
  }

  @Test
  void compress_timeIsUp_publishedWithout() throws Exception {
    compressor.close();
    AtomicLong clock = new AtomicLong();
    // An hour goes by whenever somebody looks.
    compressor = new Compressor(2, () -> clock.addAndGet(3_600_000_000_000L));
    assertThat(deltas("a.js", NEW, dictionary(OLD))).isEmpty();
  }
}
