package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.compress.Dictionaries.Dictionary;
import dev.widgetorigin.store.ingest.compress.VariantMaker.Made;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.manifest.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the deltas of one file from one earlier one, and proves them: what is kept has been decoded
 * back to the file. All of both is in memory meanwhile.
 */
final class DeltaMaker {
  private static final Logger LOG = LoggerFactory.getLogger(DeltaMaker.class);

  /**
   * Brotli 11 is up to a tenth smaller than zstd, and slow where the files have little in common.
   * So where zstd is above the limit by more than this, it is not tried.
   */
  private static final double HOPELESS = 1.25;

  /** Where zstd comes to so small a part of what every browser can have, Brotli 11 is fast. */
  private static final int SIMILAR = 20;

  private DeltaMaker() {}

  /**
   * The largest delta that is worth keeping: half of what every browser can have, and some bytes
   * less.
   */
  static long limit(long smallest) {
    return Math.min(smallest / 2, smallest - VariantMaker.MIN_SAVED_BYTES);
  }

  /**
   * Those that pay. A dictionary that cannot be read gives none: the file is published without.
   * {@code stop} is asked between blocks; once it says so, this ends with what is made, or throws
   * CancellationException where nothing is.
   *
   * @param best whether to take the time for Brotli 11 in any case
   */
  static List<Made> make(
      UnpackedFile file, Dictionary dictionary, long limit, boolean best, BooleanSupplier stop)
      throws IOException {
    byte[] earlier = read(dictionary);
    if (earlier == null) {
      return List.of();
    }
    byte[] bytes = Files.readAllBytes(file.file());
    List<Made> made = new ArrayList<>();
    byte[] zstd = DeltaCodec.zstd(bytes, earlier, dictionary.digest(), stop);
    if (zstd.length <= limit) {
      made.add(keep(file, Encoding.DCZ, dictionary, zstd, bytes, earlier));
    }
    if (zstd.length <= limit * HOPELESS && Codec.isAvailable(Encoding.DCB)) {
      boolean fast = zstd.length < 2 * limit / SIMILAR;
      try {
        byte[] brotli = DeltaCodec.brotli(bytes, earlier, dictionary.digest(), best || fast, stop);
        if (brotli.length <= limit) {
          made.add(keep(file, Encoding.DCB, dictionary, brotli, bytes, earlier));
        }
      } catch (CancellationException e) {
        if (made.isEmpty()) {
          throw e;
        }
      }
    }
    return made;
  }

  /** Null where the bytes are not those of the digest. */
  private static byte[] read(Dictionary dictionary) {
    try {
      byte[] bytes = dictionary.bytes().read();
      if (Digest.sha256(bytes).equals(dictionary.digest())) {
        return bytes;
      }
      LOG.warn("no delta from blob {}: its bytes are damaged", dictionary.digest());
    } catch (IOException | RuntimeException e) {
      LOG.warn("no delta from blob {}: it cannot be read", dictionary.digest(), e);
    }
    return null;
  }

  private static Made keep(
      UnpackedFile file,
      Encoding encoding,
      Dictionary dictionary,
      byte[] delta,
      byte[] bytes,
      byte[] earlier)
      throws IOException {
    byte[] decoded = DeltaCodec.decode(encoding, delta, earlier, dictionary.digest(), bytes.length);
    if (!Arrays.equals(decoded, bytes)) {
      throw new IOException(
          "the " + encoding.token() + " form of " + file.path() + " does not decode to it");
    }
    Digest digest = Digest.sha256(delta);
    String name = file.file().getFileName() + "." + dictionary.digest() + "." + encoding.token();
    Path target = file.file().resolveSibling(name);
    Files.write(target, delta);
    return new Made(
        new Variant(encoding, digest, delta.length, dictionary.digest()),
        new StagedBlob(digest, target));
  }
}
