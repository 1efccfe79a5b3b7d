package dev.widgetorigin.origin.loader;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.store.LoaderTexts;
import dev.widgetorigin.store.ingest.compress.SmallText;
import dev.widgetorigin.store.manifest.Encoding;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The encoded forms of texts, by what is in them: all selectors that come to one version share
 * them, so a made-up range costs no compression. How many new texts are compressed in a second is
 * bounded; beyond that a text goes out as it is. Thread-safe; may take milliseconds of a core.
 */
final class EncodedTexts {
  /** Of texts that were not compressed before, in a second; unused ones add up to one second's. */
  static final int NEW_PER_SECOND = 50;

  private static final long MAX_BYTES = 8L << 20;

  /** Of an entry beside the encoded bytes. */
  private static final int OVERHEAD = 512;

  private final LongSupplier nanos;
  private final Cache<String, Map<Encoding, byte[]>> known =
      Caffeine.newBuilder()
          .maximumWeight(MAX_BYTES)
          .weigher(EncodedTexts::weight)
          .executor(Runnable::run)
          .build();
  private double allowed = NEW_PER_SECOND;
  private long filledAt;

  EncodedTexts(LongSupplier nanos) {
    this.nanos = nanos;
    this.filledAt = nanos.getAsLong();
  }

  private static int weight(String name, Map<Encoding, byte[]> variants) {
    return OVERHEAD + variants.values().stream().mapToInt(bytes -> bytes.length).sum();
  }

  /** The forms that pay; null where too many other texts were compressed a moment ago. */
  Map<Encoding, byte[]> variants(byte[] text) {
    String name = LoaderTexts.name(text);
    Map<Encoding, byte[]> variants = known.getIfPresent(name);
    if (variants != null) {
      return variants;
    }
    return mayCompress() ? known.get(name, unused -> SmallText.variants(text)) : null;
  }

  private synchronized boolean mayCompress() {
    long now = nanos.getAsLong();
    double more = (double) (now - filledAt) / TimeUnit.SECONDS.toNanos(1) * NEW_PER_SECOND;
    filledAt = now;
    allowed = Math.min(NEW_PER_SECOND, allowed + more);
    if (allowed < 1) {
      return false;
    }
    allowed--;
    return true;
  }
}
