package dev.widgetorigin.origin.delivery.description;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.delivery.body.MemoryBudget;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.EntityTags;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.Widget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.lang.ref.WeakReference;
import java.util.List;

/**
 * Documents about a widget that may be long: each is made once and kept, encoded, in the memory for
 * bodies for as long as the catalog holds the very same {@link Widget}. Thread-safe.
 */
final class KeptDocuments {
  /** For documents that find no room in the memory for bodies, until they have been sent. */
  private static final long SPARE_BYTES = 4L << 20;

  private static final int ETAG_HEX = 32;

  private static final List<String> NOT_IN_304 =
      List.of("Content-Type", "Content-Length", "Last-Modified", "Repr-Digest");

  /** Octets of heap that a document takes beside its text; a small one is mostly that. */
  private static final int OVERHEAD = 2048;

  /**
   * @param widget held weakly: a document that nobody asks for again would keep its widget as it
   *     was, with a list of all versions that no weight tells of
   */
  private record Kept(
      WeakReference<Widget> widget, String etag, HeaderBlock headers, Body.Memory body) {}

  private final WidgetHeaders headers;
  private final MemoryBudget budget;
  private final MemoryBudget spare = new MemoryBudget(SPARE_BYTES);
  private final Cache<Object, Kept> documents;

  /** An eighth of the budget may be documents. */
  KeptDocuments(WidgetHeaders headers, MemoryBudget budget) {
    this.headers = headers;
    this.budget = budget;
    this.documents =
        Caffeine.newBuilder()
            .maximumWeight(budget.limit() / 8)
            .weigher((Object key, Kept kept) -> OVERHEAD + kept.body().bytes().capacity())
            .removalListener((key, kept, cause) -> release(kept))
            .executor(Runnable::run)
            .build();
  }

  private static void release(Kept kept) {
    if (kept != null) {
      kept.body().bytes().release();
    }
  }

  /** Lets go of all memory. */
  void clear() {
    documents.invalidateAll();
    documents.cleanUp();
  }

  /** The answer, where the document is kept; else null. Never blocks. */
  Reply kept(Request request, Object key, Widget widget) {
    Kept kept = documents.getIfPresent(key);
    if (kept == null || !kept.widget().refersTo(widget)) {
      return null;
    }
    try {
      kept.body().bytes().retain();
    } catch (IllegalReferenceCountException e) {
      // Eviction was quicker.
      return null;
    }
    return reply(request, widget, kept.etag(), kept.headers(), kept.body());
  }

  /**
   * Keeps a document and answers with it; null where there is no memory even to send it.
   *
   * @param key a record of whatever tells this document from all others
   * @param begun the fields of the answer but for those about its bytes
   */
  Reply keep(Request request, Object key, Widget widget, HeaderBlock.Builder begun, byte[] json) {
    Digest sha256 = Digest.sha256(json);
    String etag = etag(sha256);
    HeaderBlock full = complete(begun, etag, sha256, json.length);
    ByteBuf bytes = budget.allocate(json.length);
    boolean keep = bytes != null;
    if (!keep) {
      bytes = spare.allocate(json.length);
    }
    if (bytes == null) {
      return null;
    }
    Body.Memory body = new Body.Memory(bytes.writeBytes(json));
    if (keep) {
      bytes.retain();
      documents.put(key, new Kept(new WeakReference<>(widget), etag, full, body));
    }
    return reply(request, widget, etag, full, body);
  }

  /** Answers with a short document that is not kept. */
  Reply once(Request request, Widget widget, HeaderBlock.Builder begun, byte[] json) {
    Digest sha256 = Digest.sha256(json);
    String etag = etag(sha256);
    HeaderBlock full = complete(begun, etag, sha256, json.length);
    return reply(request, widget, etag, full, new Body.Memory(Unpooled.wrappedBuffer(json)));
  }

  private static String etag(Digest sha256) {
    return "\"" + sha256.toString().substring(0, ETAG_HEX) + "\"";
  }

  private static HeaderBlock complete(
      HeaderBlock.Builder begun, String etag, Digest sha256, int length) {
    return begun
        .add("ETag", etag)
        .add("Content-Length", Integer.toString(length))
        .add("Repr-Digest", sha256.toField())
        .build();
  }

  /** Takes over one reference to the body, also where no reply can be made. */
  private Reply reply(
      Request request, Widget widget, String etag, HeaderBlock full, Body.Memory body) {
    boolean sent = false;
    try {
      Reply reply = made(request, widget, etag, full, body);
      sent = reply.body() != Body.EMPTY;
      return reply;
    } finally {
      if (!sent) {
        body.bytes().release();
      }
    }
  }

  private Reply made(
      Request request, Widget widget, String etag, HeaderBlock full, Body.Memory body) {
    HeaderBlock.Builder begun = full.toBuilder();
    headers.cors(widget).addOrigin(begun, request.header("origin"));
    String known = request.header("if-none-match");
    boolean unchanged = known != null && EntityTags.matches(known, etag, true);
    if (unchanged) {
      NOT_IN_304.forEach(begun::remove);
    }
    boolean empty = unchanged || request.method() == Method.HEAD;
    return new Reply(unchanged ? 304 : 200, begun.build(), empty ? Body.EMPTY : body);
  }
}
