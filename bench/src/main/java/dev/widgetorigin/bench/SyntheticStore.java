package dev.widgetorigin.bench;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.catalog.Fold;
import dev.widgetorigin.store.catalog.ShardedSnapshot;
import dev.widgetorigin.store.codec.BatchCodec;
import dev.widgetorigin.store.codec.ManifestCodec;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.log.HistorySegment;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.node.FolderStores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * A store of many small versions. Manifests, log and checkpoint are made by the store's own codecs,
 * but written past its one-at-a-time publishing: 100,000 versions take seconds, not minutes.
 * Bundles share a pool of files, so the disk holds mostly what is measured. The same arguments give
 * the same store.
 *
 * <p>Widget {@code w17} has the versions 1.0.0, 1.0.1, … 1.1.0, …, ten patches a minor and ten
 * minors a major, each with {@code index.js}, {@code style.css} and {@code chunk.js}; each file has
 * a gzip variant.
 */
public final class SyntheticStore {
  private static final List<String> PATHS = List.of("chunk.js", "index.js", "style.css");
  private static final Instant PUBLISHED = Instant.parse("2026-01-01T00:00:00Z");

  private static final StoreOptions OPTIONS = StoreOptions.DEFAULTS.withSync(false);

  private static final Upload UPLOAD = new Upload(0, "0".repeat(Upload.ID_LENGTH));

  private record Made(byte[] bytes, byte[] gzip, AssetEntry entry) {}

  private final List<Made> pool = new ArrayList<>();

  /** {@code blobs} distinct files of {@code bytes} each. */
  public SyntheticStore(int blobs, int bytes) {
    Random random = new Random(1);
    for (int i = 0; i < blobs; i++) {
      pool.add(make(i, bytes, random));
    }
  }

  private static Made make(int number, int length, Random random) {
    StringBuilder text = new StringBuilder("/* " + number + " */\n");
    while (text.length() < length) {
      text.append("let v").append(random.nextInt(100)).append("=").append(random.nextInt());
      text.append(";\n");
    }
    text.setLength(length);
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    byte[] gzip = gzip(bytes);
    AssetEntry entry =
        new AssetEntry(
            "",
            bytes.length,
            Digest.sha256(bytes),
            base64("SHA-384", bytes),
            base64("SHA-512", bytes),
            List.of(new Variant(Encoding.GZIP, Digest.sha256(gzip), gzip.length)));
    return new Made(bytes, gzip, entry);
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return out.toByteArray();
  }

  private static String base64(String algorithm, byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  /** Throws where {@code folder} has a store already. */
  public void write(Path folder, int versions, int perWidget) throws IOException {
    // Makes the empty store; opening it again replays the log and closing it writes the checkpoint.
    FolderStores.open(folder, OPTIONS).close();
    for (Made made : pool) {
      put(folder, StoreLayout.content(StoreLayout.BLOBS, made.entry.digest(), UPLOAD), made.bytes);
      put(
          folder,
          StoreLayout.content(StoreLayout.BLOBS, made.entry.variants().get(0).digest(), UPLOAD),
          made.gzip);
    }
    List<ChangeBatch> batches = new ArrayList<>();
    for (int i = 0; i < versions; i++) {
      Manifest manifest = manifest(i, perWidget);
      byte[] bytes = ManifestCodec.encode(manifest);
      put(folder, StoreLayout.content(StoreLayout.MANIFESTS, Digest.sha256(bytes), UPLOAD), bytes);
      batches.add(batch(i + 1, manifest, Digest.sha256(bytes)));
      if (batches.size() == OPTIONS.segmentSize()) {
        putSegment(folder, batches);
      }
    }
    for (ChangeBatch batch : batches) {
      put(folder, StoreLayout.log(batch.sequence()), BatchCodec.encode(batch));
    }
    FolderStores.open(folder, OPTIONS).close();
  }

  /** The same versions as a snapshot, with nothing on a disk. */
  public CatalogSnapshot snapshot(int versions, int perWidget) {
    ShardedSnapshot snapshot = ShardedSnapshot.EMPTY;
    for (ChangeBatch batch : batches(versions, perWidget)) {
      snapshot = Fold.apply(snapshot, batch);
    }
    return snapshot;
  }

  List<ChangeBatch> batches(int versions, int perWidget) {
    List<ChangeBatch> batches = new ArrayList<>(versions);
    for (int i = 0; i < versions; i++) {
      Manifest manifest = manifest(i, perWidget);
      batches.add(batch(i + 1, manifest, Digest.sha256(ManifestCodec.encode(manifest))));
    }
    return batches;
  }

  private static ChangeBatch batch(long sequence, Manifest manifest, Digest digest) {
    Change published =
        new Change.Published(manifest.widget(), manifest.version(), ReleaseState.RELEASED, digest);
    return new ChangeBatch(
        sequence,
        "generated-" + sequence,
        "generator",
        manifest.publishedAt(),
        manifest.publishedBy(),
        "",
        List.of(published));
  }

  private static void putSegment(Path folder, List<ChangeBatch> batches) throws IOException {
    long from = batches.get(0).sequence();
    long to = batches.get(batches.size() - 1).sequence();
    put(folder, StoreLayout.segment(from, to), HistorySegment.encode(batches));
    batches.clear();
  }

  private static void put(Path folder, String key, byte[] bytes) throws IOException {
    Path file = folder.resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
  }

  private Made made(int version, int file) {
    return pool.get((version * PATHS.size() + file) % pool.size());
  }

  public Manifest manifest(int version, int perWidget) {
    int number = version % perWidget;
    Map<String, AssetEntry> files = new TreeMap<>();
    for (int file = 0; file < PATHS.size(); file++) {
      AssetEntry of = made(version, file).entry;
      String path = PATHS.get(file);
      files.put(
          path,
          new AssetEntry(path, of.size(), of.digest(), of.sha384(), of.sha512(), of.variants()));
    }
    return new Manifest(
        WidgetName.parse("w" + version / perWidget),
        Version.parse(1 + number / 100 + "." + number / 10 % 10 + "." + number % 10),
        PUBLISHED.plusSeconds(version),
        "generator",
        "index.js",
        files,
        null);
  }
}
