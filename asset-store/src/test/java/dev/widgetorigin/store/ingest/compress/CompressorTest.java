package dev.widgetorigin.store.ingest.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.TarBytes;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.Hasher;
import dev.widgetorigin.store.ingest.bundle.IngestLimits;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.manifest.Variant;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CompressorTest {
  private static final String TEXT = "const widget = 'widget';\n".repeat(100);

  @TempDir Path temp;
  @AutoClose private Compressor compressor;

  @BeforeEach
  void setUp() {
    compressor = new Compressor(2);
  }

  @Property(tries = 60)
  void encode_anyBytes_decodeToThem(
      @ForAll long seed,
      @ForAll @IntRange(max = 100_000) int size,
      @ForAll("plain") Encoding encoding)
      throws IOException {
    byte[] bytes = noisyText(seed, size);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream encoder = Codec.encoder(encoding, out, size)) {
      encoder.write(bytes);
    }
    try (InputStream in = Codec.decoder(encoding, new ByteArrayInputStream(out.toByteArray()))) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
  }

  @Provide
  Arbitrary<Encoding> plain() {
    return Arbitraries.of(Encoding.PLAIN);
  }

  @Test
  void compress_sameBytesUnderAPackedName_onlyTheScriptHasVariants() throws Exception {
    TarBytes tar = new TarBytes().file("a.js", TEXT).file("a.woff2", TEXT).file("b.mp4", TEXT);
    try (UnpackedBundle unpacked = unpack(tar.tar())) {
      CompressedBundle bundle =
          compressor.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE);
      assertThat(bundle.files().get("a.js").variants()).hasSize(Encoding.PLAIN.size());
      assertThat(bundle.files().get("a.woff2").variants()).isEmpty();
      assertThat(bundle.files().get("b.mp4").variants()).isEmpty();
    }
  }

  /** Whatever is in it: an encoded answer would make a reader of ranges load the whole file. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.pdf",
        "a.PDF",
        "a.wav",
        "a.aif",
        "a.mov",
        "a.tar",
        "a.iso",
        "a.epub",
        "a.odt",
        "a.warc",
        "a.pmtiles",
        "a.sqlite",
        "a.parquet",
        "a.tif",
        "a.fgb"
      })
  void isCompressible_whatIsReadByRanges_isNot(String path) {
    assertThat(VariantMaker.isCompressible(path, 1 << 20)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.wasm", "a.ts", "a.d.mts", "a.d.cts", "a.svg", "a.ttf", "a.m3u8", "a.glb", "a.bin", "a",
        "LICENSE"
      })
  void isCompressible_whatIsLoadedWhole_is(String path) {
    assertThat(VariantMaker.isCompressible(path, 1 << 20)).isTrue();
  }

  @Test
  void compress_script_allEncodingsSmallestFirst() throws Exception {
    try (UnpackedBundle unpacked = unpack(new TarBytes().file("a.js", TEXT).tar())) {
      CompressedBundle bundle =
          compressor.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE);
      AssetEntry entry = bundle.files().get("a.js");
      assertThat(entry.variants())
          .extracting(Variant::encoding)
          .containsExactlyInAnyOrderElementsOf(Encoding.PLAIN);
      assertThat(entry.variants()).isSortedAccordingTo((a, b) -> Long.compare(a.size(), b.size()));
      assertThat(bundle.blobs()).hasSize(4);
      for (StagedBlob blob : bundle.blobs()) {
        assertThat(Hasher.newDigest("SHA-256").digest(Files.readAllBytes(blob.file())))
            .isEqualTo(blob.digest().toBytes());
      }
    }
    assertThat(temp.resolve("staging")).isEmptyDirectory();
  }

  @Test
  void compress_sameBytesTwice_encodedOnceBlobsOnce() throws Exception {
    List<String> seen = new ArrayList<>();
    try (UnpackedBundle unpacked =
        unpack(new TarBytes().file("a.js", TEXT).file("b.js", TEXT).tar())) {
      CompressedBundle bundle =
          compressor.compress(unpacked, Dictionaries.NONE, (d, t, path) -> seen.add(d + "/" + t));
      assertThat(bundle.blobs()).hasSize(4);
      assertThat(bundle.files().get("a.js").variants())
          .isEqualTo(bundle.files().get("b.js").variants());
    }
    assertThat(seen).containsExactly("1/3", "2/3", "3/3");
  }

  @Test
  void compress_whatDoesNotPay_noVariants() throws Exception {
    byte[] noise = new byte[5000];
    new Random(1).nextBytes(noise);
    byte[] archive =
        new TarBytes()
            .file("a.png", TEXT)
            .file("b.WOFF2", TEXT)
            .file("manual.pdf", TEXT)
            .file("song.wav", TEXT)
            .file("tiles.pmtiles", TEXT)
            .file("all.tar", TEXT)
            .file("tiny.js", "x".repeat(64))
            .file("empty.js", "")
            .entry('0', "noise.bin".getBytes(StandardCharsets.UTF_8), noise)
            .tar();
    try (UnpackedBundle unpacked = unpack(archive)) {
      CompressedBundle bundle =
          compressor.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE);
      assertThat(bundle.files().values()).allSatisfy(e -> assertThat(e.variants()).isEmpty());
      try (var files = Files.list(unpacked.folder())) {
        assertThat(files).as("variants that do not pay are deleted").hasSize(9);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 950, false",
    "2000, 1900, true",
    "2000, 1901, false",
    "100, 36, true",
    "100, 37, false",
    "10000, 9936, false",
    "1280, 1216, true",
    "10, 20, false"
  })
  void pays_atTheEdges(long size, long encoded, boolean expected) {
    assertThat(VariantMaker.pays(size, encoded)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 70_000, 9 << 20})
  void zstd_anySize_sizePledgedAndWindowFitForBrowsers(int size) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream encoder = Codec.encoder(Encoding.ZSTD, out, size)) {
      encoder.write(new byte[size]);
    }
    byte[] frame = out.toByteArray();
    assertThat(Zstd.getFrameContentSize(frame)).isEqualTo(size);
    // RFC 8878 §3.1.1.1: bit 5 is "single segment", where the window is the content's size.
    boolean single = (frame[4] & 0x20) != 0;
    long window = single ? size : 1L << (10 + ((frame[5] & 0xFF) >> 3));
    assertThat(window).isLessThanOrEqualTo(8 << 20);
  }

  @Test
  void gzip_header_hasNeitherNameNorTime() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream encoder = Codec.encoder(Encoding.GZIP, out, 3)) {
      encoder.write(new byte[3]);
    }
    assertThat(out.toByteArray()).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255);
  }

  @ParameterizedTest
  @CsvSource({"0, 10", "1000, 10", "500000, 19", "4194304, 23", "52428800, 24"})
  void brotli_bySize_window(long size, int window) {
    assertThat(Codec.brotli(size, 11).lgwin()).isEqualTo(window);
  }

  @Test
  void compress_outOfTime_quicklyAndSaid() throws Exception {
    AtomicLong now = new AtomicLong();
    // Each look at the clock takes a minute.
    try (Compressor slow = new Compressor(2, () -> now.addAndGet(60_000_000_000L));
        UnpackedBundle unpacked = unpack(new TarBytes().file("a.js", TEXT).tar())) {
      CompressedBundle bundle = slow.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE);
      assertThat(bundle.lightened()).containsExactly("a.js");
      assertThat(bundle.files().get("a.js").variants()).hasSize(Encoding.PLAIN.size());
    }
  }

  @Test
  void compress_lateInTheMiddleOfAFile_doneQuickly() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    String long1 = new String(noisyText(1, 400_000), StandardCharsets.ISO_8859_1);
    // In time when it begins, late at its third block.
    try (Compressor slow =
            new Compressor(1, () -> looks.incrementAndGet() < 5 ? 0 : 60_000_000_000L);
        UnpackedBundle unpacked = unpack(new TarBytes().file("a.js", long1).tar())) {
      CompressedBundle bundle = slow.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE);
      assertThat(bundle.lightened()).containsExactly("a.js");
      assertThat(bundle.files().get("a.js").variants()).hasSize(Encoding.PLAIN.size());
    }
  }

  @Test
  void compress_inTime_nothingLightened() throws Exception {
    try (UnpackedBundle unpacked = unpack(new TarBytes().file("a.js", TEXT).tar())) {
      assertThat(
              compressor.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE).lightened())
          .isEmpty();
    }
  }

  @Test
  @Timeout(60)
  void compress_smallBundleBehindALargeOne_doesNotWaitForIt() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    TarBytes many = new TarBytes();
    for (int i = 0; i < 20; i++) {
      many.file(i + ".js", TEXT + i);
    }
    // The first task to look at the clock is one of the large bundle: it is held there.
    LongSupplier clock =
        () -> {
          if (Thread.currentThread().getName().startsWith("precompress")
              && first.getAndSet(false)) {
            held.countDown();
            awaitGate(gate);
          }
          return 0;
        };
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (Compressor one = new Compressor(1, clock);
        UnpackedBundle large = unpack(many.tar());
        UnpackedBundle small = unpack(new TarBytes().file("a.js", TEXT).tar())) {
      Future<CompressedBundle> waits =
          other.submit(() -> one.compress(large, Dictionaries.NONE, CompressionEvents.NONE));
      held.await();
      assertThat(one.compress(small, Dictionaries.NONE, CompressionEvents.NONE).files()).hasSize(1);
      assertThat(waits.isDone()).isFalse();
      gate.countDown();
      assertThat(waits.get().files()).hasSize(20);
    } finally {
      gate.countDown();
      other.shutdown();
    }
  }

  private static void awaitGate(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void compress_closedMeanwhile_endsAtTheNextBlock() throws Exception {
    String large = new String(noisyText(1, 3 << 20), StandardCharsets.ISO_8859_1);
    Compressor closing = new Compressor(1);
    try (UnpackedBundle unpacked =
        unpack(new TarBytes().file("a.js", TEXT).file("b.js", large).tar())) {
      assertThatThrownBy(
              () ->
                  closing.compress(
                      unpacked, Dictionaries.NONE, (done, total, path) -> closing.close()))
          .isInstanceOf(CompressorClosedException.class);
    }
    assertThat(temp.resolve("staging")).isEmptyDirectory();
  }

  @Test
  void compress_fileLostMeanwhile_ioExceptionAndPoolUsable() throws Exception {
    try (UnpackedBundle unpacked = unpack(new TarBytes().file("a.js", TEXT).tar())) {
      Files.delete(unpacked.files().get(0).file());
      assertThatThrownBy(
              () -> compressor.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE))
          .isInstanceOf(IOException.class);
    }
    compress_script_allEncodingsSmallestFirst();
  }

  @Test
  void compress_interrupted_endsAndLeavesNothingRunning() throws Exception {
    try (UnpackedBundle unpacked = unpack(new TarBytes().file("a.js", TEXT).tar())) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(
              () -> compressor.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
    }
    assertThat(temp.resolve("staging")).isEmptyDirectory();
  }

  @Test
  void compress_closedCompressor_ioException() throws Exception {
    compressor.close();
    try (UnpackedBundle unpacked = unpack(new TarBytes().file("a.js", TEXT).tar())) {
      assertThatThrownBy(
              () -> compressor.compress(unpacked, Dictionaries.NONE, CompressionEvents.NONE))
          .isInstanceOf(CompressorClosedException.class);
    }
  }

  private UnpackedBundle unpack(byte[] archive) throws IOException {
    Path upload = Files.write(temp.resolve("upload"), archive);
    Path staging = Files.createDirectories(temp.resolve("staging"));
    return new Ingest(IngestLimits.DEFAULTS, compressor).unpack(new BundleArchive(upload), staging);
  }

  /** Words with noise between them: compresses, but not to nothing. */
  private static byte[] noisyText(long seed, int size) {
    Random random = new Random(seed);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] =
          random.nextInt(8) == 0 ? (byte) random.nextInt() : (byte) "function ".charAt(i % 9);
    }
    return bytes;
  }
}
