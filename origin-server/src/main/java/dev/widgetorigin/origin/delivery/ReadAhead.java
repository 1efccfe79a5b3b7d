package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.body.BodyCache;
import dev.widgetorigin.origin.delivery.negotiate.AcceptEncoding;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Variant;

/**
 * Has a disk read what a request will most likely be answered with, while its answer is still being
 * made: a URL that nobody asked for before needs a head of its own, which takes about as long as a
 * fast disk. Whoever sends the answer then joins the read that is under way, or finds the body in
 * memory. Thread-safe; never blocks.
 */
final class ReadAhead {
  private final BodyCache cache;

  ReadAhead(BodyCache cache) {
    this.cache = cache;
  }

  /** Begins; without effect where it is not sure that the answer has a body, or which one. */
  void begin(Request request, AssetEntry file) {
    if (request.method() != Method.GET
        || request.header("if-none-match") != null
        || request.header("if-modified-since") != null
        || request.header("available-dictionary") != null) {
      return;
    }
    AcceptEncoding accepted = AcceptEncoding.of(request.header("accept-encoding"));
    Digest digest = file.digest();
    long size = file.size();
    int weight = accepted.weight(null);
    for (Variant variant : file.variants()) {
      int other = accepted.weight(variant.encoding());
      if (!variant.isDelta() && (other > weight || (other == weight && variant.size() < size))) {
        digest = variant.digest();
        size = variant.size();
        weight = other;
      }
    }
    if (weight > 0 && size > 0 && cache.fits(size) && !cache.holds(digest)) {
      cache.load(digest, (int) size, UNSENT);
    }
  }

  /** Who sends it is another waiter; what fails here is heard of there. */
  private static final BodyCache.Waiter UNSENT =
      new BodyCache.Waiter() {
        @Override
        public void loaded(Body.Memory body) {
          body.release();
        }

        @Override
        public void crowded() {}

        @Override
        public void failed(StoreException reason) {}
      };
}
