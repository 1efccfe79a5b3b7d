package dev.widgetorigin.origin.npm;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.Widget;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Packuments in JSON, made once for each state of a widget and each URL that the registry is
 * reached by: that of a thousand versions is made of a thousand manifests. Bounded by bytes.
 *
 * <p>Thread-safe; blocks while one is made, and whoever asks for the same one meanwhile waits for
 * it.
 */
final class Packuments {
  static final long MOST_BYTES = 32L << 20;

  /** What an entry takes besides its text. */
  private static final int OVERHEAD = 500;

  /**
   * A packument as it is sent.
   *
   * @param etag made of the bytes, with its quotes
   */
  record Document(byte[] json, String etag) {
    private int weight() {
      return json.length;
    }
  }

  private record Key(WidgetName widget, long sequence, boolean brief, String base) {
    private int weight() {
      return OVERHEAD + 2 * base.length();
    }
  }

  private final Packument packument;
  private final AsyncCache<Key, Document> kept;

  Packuments(Packument packument, long bytes) {
    this.packument = packument;
    this.kept =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Key key, Document document) -> key.weight() + document.weight())
            .executor(Runnable::run)
            .buildAsync();
  }

  /**
   * @param brief what installing needs only
   * @param base the registry's URL as the client sees it, without a slash at its end
   */
  Document get(Widget widget, boolean brief, String base) {
    Key key = new Key(widget.state().name(), widget.sequence(), brief, base);
    CompletableFuture<Document> mine = new CompletableFuture<>();
    CompletableFuture<Document> there = kept.asMap().putIfAbsent(key, mine);
    if (there != null) {
      return join(there);
    }
    try {
      Packument.Made made = packument.make(widget, brief, base);
      Document document = document(made.json());
      mine.complete(document);
      if (!made.complete()) {
        // The version that is missing may be repaired, which is no change of the widget.
        kept.asMap().remove(key, mine);
      }
      return document;
    } catch (RuntimeException | Error e) {
      // Those who wait are told, and the next one tries again.
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static Document document(byte[] json) {
    return new Document(json, "\"" + Digest.sha256(json).toString().substring(0, 32) + "\"");
  }

  private static Document join(CompletableFuture<Document> there) {
    try {
      return there.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error shortage) {
        // Most often of memory: "try again" is the answer to it for each of them.
        throw shortage;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
