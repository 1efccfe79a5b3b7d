package dev.widgetorigin.store.ingest.compress;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.TarBytes;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.compress.Dictionaries.Dictionary;
import dev.widgetorigin.store.ingest.compress.VariantMaker.Made;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
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
  @AutoClose private Compressor compressor = new Compressor(2);

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
        new Ingest(IngestLimits.DEFAULTS, compressor).unpack(new BundleArchive(upload), staging)) {
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
                unpacked, dictionary(OLD), true, () -> true, () -> asked.incrementAndGet() > 1))
        .extracting(made -> made.variant().encoding())
        .containsExactly(Encoding.DCZ);
  }

  @Test
  void compress_timeIsUp_publishedWithout() throws Exception {
    compressor.close();
    AtomicLong clock = new AtomicLong();
    // An hour goes by whenever somebody looks.
    compressor = new Compressor(1, () -> clock.addAndGet(3_600_000_000_000L));
    assertThat(deltas("a.js", NEW, dictionary(OLD))).isEmpty();
  }

  /** The old words, of which one in {@code every} is another. */
  private static String changed(int every) {
    Random random = new Random(every);
    return OLD.lines()
        .flatMap(line -> Stream.of(line.split(" ")))
        .map(word -> random.nextInt(every) == 0 ? "x" + random.nextInt(2000) : word)
        .collect(Collectors.joining(" "));
  }

  private static List<Encoding> encodings(List<Made> made) {
    return made.stream().map(each -> each.variant().encoding()).toList();
  }

  private List<Made> make(String text, boolean best, boolean time) throws IOException {
    Path file = Files.write(temp.resolve("file"), bytes(text));
    UnpackedFile unpacked =
        new UnpackedFile("a.js", file, bytes(text).length, Digest.sha256(bytes(text)), "", "");
    return DeltaMaker.make(unpacked, dictionary(OLD), best, () -> time, () -> false);
  }

  @Test
  void make_noTimeForBrotli_onlyWhereItIsSlowAndNotTheBest() throws Exception {
    assertThat(encodings(make(changed(20), false, true)))
        .containsExactly(Encoding.DCZ, Encoding.DCB);
    assertThat(encodings(make(changed(20), false, false))).containsExactly(Encoding.DCZ);
    assertThat(encodings(make(changed(20), true, false)))
        .containsExactly(Encoding.DCZ, Encoding.DCB);
    assertThat(encodings(make(NEW, false, false))).containsExactly(Encoding.DCZ, Encoding.DCB);
  }

  @Test
  void make_aboveTheLimitWithGoodZstd_noDeltaIsLost() throws Exception {
    int near = 0;
    for (int every = 2; every < 14; every++) {
      byte[] text = bytes(changed(every));
      long limit = DeltaMaker.limit(Zstd.compress(text, 6).length);
      Digest name = Digest.sha256(bytes(OLD));
      long good = DeltaCodec.zstd(text, bytes(OLD), name, false, () -> false).length;
      long best = DeltaCodec.zstd(text, bytes(OLD), name, true, () -> false).length;
      if (best <= limit) {
        near += good > limit ? 1 : 0;
        assertThat(encodings(make(changed(every), false, false))).contains(Encoding.DCZ);
      }
    }
    assertThat(near).isPositive();
  }

  @Test
  void compress_deltas_haveHalfOfTheSmallestOtherAtMost() throws Exception {
    for (int every = 2; every < 10; every++) {
      List<Variant> variants =
          compress(Map.of("a.js", changed(every)), asked -> List.of(dictionary(OLD)))
              .get("a.js")
              .variants();
      long limit = DeltaMaker.limit(variants.get(0).size());
      assertThat(variants).allMatch(each -> !each.isDelta() || each.size() <= limit);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 1"})
  void compress_twiceTheTimeIsUp_olderOnesInZstdOnly(int seconds, int olderDeltas)
      throws Exception {
    compressor.close();
    AtomicLong clock = new AtomicLong();
    compressor = new Compressor(1, clock::get);
    String older = "older " + OLD;
    Dictionary newest =
        new Dictionary(
            Digest.sha256(bytes(OLD)),
            bytes(OLD).length,
            () -> {
              clock.addAndGet(seconds * 1_000_000_000L);
              return bytes(OLD);
            });
    assertThat(deltas("a.js", changed(20), newest, dictionary(older)))
        .extracting(Variant::dictionary)
        .hasSize(2 + olderDeltas)
        .filteredOn(newest.digest()::equals)
        .hasSize(2);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first encoding goes on only when a dictionary was read. */
  @Test
  void compress_anotherVariantStillRuns_deltasBegin() throws Exception {
    compressor.close();
    CountDownLatch read = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    AtomicBoolean begun = new AtomicBoolean();
    compressor =
        new Compressor(
            2,
            () -> {
              if (Thread.currentThread().getName().startsWith("precompress")
                  && first.getAndSet(false)) {
                begun.set(await(read));
              }
              return 0;
            });
    Dictionary dictionary =
        new Dictionary(
            Digest.sha256(bytes(OLD)),
            bytes(OLD).length,
            () -> {
              read.countDown();
              return bytes(OLD);
            });
    assertThat(deltas("a.js", NEW, dictionary)).hasSize(2);
    assertThat(begun).isTrue();
  }

  @Test
  void compress_oneFileUnderTwoPaths_dictionaryIsReadOnce() throws Exception {
    AtomicLong reads = new AtomicLong();
    Dictionary dictionary =
        new Dictionary(
            Digest.sha256(bytes(OLD)),
            bytes(OLD).length,
            () -> {
              reads.incrementAndGet();
              return bytes(OLD);
            });
    compress(Map.of("a.js", NEW, "b.js", NEW), asked -> List.of(dictionary));
    assertThat(reads).hasValue(1);
  }
}
