package dev.widgetorigin.store.ingest.compress;

import com.github.luben.zstd.Zstd;
import dev.widgetorigin.store.StoreException;
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

  /**
   * Good zstd is up to a fifth larger than the best. So where it is above the limit by less than
   * this, the best may still be below it.
   */
  private static final double NEAR = 1.5;

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
   * Those that may pay: a little larger ones are among them, since the other encodings of the file
   * need not be made yet. A dictionary that cannot be read gives none: the file is published
   * without. {@code stop} is asked between blocks; once it says so, this ends with what is made, or
   * throws CancellationException where nothing is.
   *
   * @param best whether to take the time for Brotli 11 in any case
   * @param time whether there is time for Brotli where it is slow and not the best
   */
  static List<Made> make(
      UnpackedFile file,
      Dictionary dictionary,
      boolean best,
      BooleanSupplier time,
      BooleanSupplier stop)
      throws IOException {
    byte[] earlier = read(dictionary);
    if (earlier == null) {
      return List.of();
    }
    byte[] bytes = Files.readAllBytes(file.file());
    long limit = limit(atMost(bytes));
    List<Made> made = new ArrayList<>();
    byte[] zstd = zstd(bytes, earlier, dictionary.digest(), limit, stop);
    if (zstd.length <= limit) {
      made.add(keep(file, Encoding.DCZ, dictionary, zstd, bytes, earlier));
    }
    boolean fast = zstd.length < 2 * limit / SIMILAR;
    if (zstd.length <= limit * HOPELESS
        && Codec.isAvailable(Encoding.DCB)
        && (best || fast || made.isEmpty() || time.getAsBoolean())) {
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

  /** About a tenth more than the smallest other encoding will have, found in no time. */
  private static long atMost(byte[] bytes) {
    int size = Zstd.compress(bytes, Effort.QUICK.level(Encoding.ZSTD)).length;
    return VariantMaker.pays(bytes.length, size) ? size : bytes.length;
  }

  /**
   * Browsers that take dcz take dcb too, which is smaller. So the best zstd is worth its time only
   * where there is no dcb, or where it may decide whether there is a delta.
   */
  private static byte[] zstd(
      byte[] bytes, byte[] earlier, Digest name, long limit, BooleanSupplier stop)
      throws IOException {
    if (!Codec.isAvailable(Encoding.DCB)) {
      return DeltaCodec.zstd(bytes, earlier, name, true, stop);
    }
    byte[] good = DeltaCodec.zstd(bytes, earlier, name, false, stop);
    boolean near = good.length > limit && good.length <= limit * NEAR;
    return near ? DeltaCodec.zstd(bytes, earlier, name, true, stop) : good;
  }

  /** Null where the bytes are not those of the digest. */
  private static byte[] read(Dictionary dictionary) {
    try {
      byte[] bytes = dictionary.bytes().read();
      if (Digest.sha256(bytes).equals(dictionary.digest())) {
        return bytes;
      }
      LOG.warn("no delta from blob {}: its bytes are damaged", dictionary.digest());
    } catch (IOException | StoreException e) {
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
