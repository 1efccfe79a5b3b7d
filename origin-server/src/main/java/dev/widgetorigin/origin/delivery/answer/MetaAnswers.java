package dev.widgetorigin.origin.delivery.answer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.origin.config.PublicUrl;
import dev.widgetorigin.origin.delivery.body.MemoryBudget;
import dev.widgetorigin.origin.delivery.negotiate.EntityTags;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.text.HttpDate;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Digest;
import dev.widgetorigin.store.Manifest;
import dev.widgetorigin.store.Widget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Answers {@code ?meta}. What is said of a directory may be long: it comes in pages, each made once
 * and kept, encoded, in the memory for bodies for as long as the catalog holds the very same {@link
 * Widget}. What is said of one file is short and made each time. Thread-safe.
 */
public final class MetaAnswers {
  /** For pages that find no room in the memory for bodies, until they have been sent. */
  private static final long SPARE_BYTES = 4L << 20;

  private static final int ETAG_HEX = 32;

  private static final int MAX_PAGE_DIGITS = 6;

  private static final List<String> NOT_IN_304 =
      List.of("Content-Type", "Content-Length", "Last-Modified", "Repr-Digest");

  private record Key(WidgetName name, String selector, Version version, String folder, int page) {}

  private record Kept(Widget widget, String etag, HeaderBlock headers, Body.Memory body) {}

  private final AssetHeaders headers;
  private final Refusals refusals;
  private final PublicUrl publicUrl;
  private final InstantSource clock;
  private final MemoryBudget budget;
  private final MemoryBudget spare = new MemoryBudget(SPARE_BYTES);
  private final Cache<Key, Kept> pages;

  /** {@code publicUrl} may be null; an eighth of the budget may be pages. */
  public MetaAnswers(
      AssetHeaders headers,
      Refusals refusals,
      PublicUrl publicUrl,
      InstantSource clock,
      MemoryBudget budget) {
    this.headers = headers;
    this.refusals = refusals;
    this.publicUrl = publicUrl;
    this.clock = clock;
    this.budget = budget;
    this.pages =
        Caffeine.newBuilder()
            .maximumWeight(budget.limit() / 8)
            .weigher((Key key, Kept kept) -> kept.body().bytes().capacity())
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
  public void clear() {
    pages.invalidateAll();
    pages.cleanUp();
  }

  /** Whether the query is {@code meta}, whatever else it has. */
  public static boolean asked(Request request) {
    String query = request.query();
    if (query == null) {
      return false;
    }
    for (String field : query.split("&", -1)) {
      if (field.equals("meta") || field.startsWith("meta=")) {
        return true;
      }
    }
    return false;
  }

  /** The number of the page that a query asks for; 0 where it is none. */
  private static int page(String query) {
    for (String field : query == null ? new String[0] : query.split("&", -1)) {
      if (field.startsWith("page=")) {
        String number = field.substring("page=".length());
        return number.matches("[1-9][0-9]{0," + (MAX_PAGE_DIGITS - 1) + "}")
            ? Integer.parseInt(number)
            : 0;
      }
    }
    return 1;
  }

  private static Key key(ResolvedTarget target, int page) {
    return new Key(
        target.name(), target.selector().alias(), target.version(), target.path().file(), page);
  }

  /** The answer, where the page is kept; else null. Never blocks. */
  @SuppressWarnings("ReferenceEquality") // the very same widget: nothing about it has changed
  public Reply kept(Request request, ResolvedTarget target) {
    Kept kept = pages.getIfPresent(key(target, page(request.query())));
    if (kept == null || kept.widget() != target.widget()) {
      return null;
    }
    try {
      kept.body().bytes().retain();
    } catch (IllegalReferenceCountException e) {
      // Eviction was quicker.
      return null;
    }
    return reply(request, target, kept.etag(), kept.headers(), kept.body());
  }

  /** Makes the page where it is not kept; takes a while. */
  public Reply answer(
      Request request, ResolvedTarget target, Manifest manifest, List<String> fallback) {
    int page = page(request.query());
    // Others asked for it too, and one of them was first.
    Reply kept = kept(request, target);
    if (kept != null) {
      return kept;
    }
    MetaDocument.Rendered rendered =
        page == 0
            ? new MetaDocument.Rendered(null, true)
            : new MetaDocument(target, manifest, publicUrl, request.authority())
                .render(fallback, page);
    if (rendered == null) {
      return refusals.noSuchFile(request, target);
    }
    if (rendered.json() == null) {
      return refusals.about(
          request,
          target,
          Problem.of(404, "Page not found", "Expected page=1 or a page that \"next\" names."));
    }
    return answer(request, target, manifest, rendered, page);
  }

  private Instant lastModified(Manifest manifest) {
    return Instant.ofEpochSecond(AssetHeaders.lastModified(manifest, clock.instant()));
  }

  private Reply answer(
      Request request,
      ResolvedTarget target,
      Manifest manifest,
      MetaDocument.Rendered rendered,
      int page) {
    byte[] json = rendered.json();
    Digest sha256 = Digest.sha256(json);
    String etag = "\"" + sha256.toString().substring(0, ETAG_HEX) + "\"";
    HeaderBlock full =
        headers
            .meta(target)
            .add("ETag", etag)
            .add("Last-Modified", HttpDate.format(lastModified(manifest)))
            .add("Content-Length", Integer.toString(json.length))
            .add("Repr-Digest", sha256.toField())
            .build();
    if (!rendered.directory()) {
      return reply(request, target, etag, full, new Body.Memory(Unpooled.wrappedBuffer(json)));
    }
    ByteBuf bytes = budget.allocate(json.length);
    boolean keep = bytes != null;
    if (!keep) {
      bytes = spare.allocate(json.length);
    }
    if (bytes == null) {
      return refusals.busy(request, target);
    }
    Body.Memory body = new Body.Memory(bytes.writeBytes(json));
    if (keep) {
      bytes.retain();
      pages.put(key(target, page), new Kept(target.widget(), etag, full, body));
    }
    return reply(request, target, etag, full, body);
  }

  /** Takes over one reference to the body. */
  private Reply reply(
      Request request, ResolvedTarget target, String etag, HeaderBlock full, Body.Memory body) {
    HeaderBlock.Builder begun = full.toBuilder();
    headers.cors(target.widget()).addOrigin(begun, request.header("origin"));
    String known = request.header("if-none-match");
    boolean unchanged = known != null && EntityTags.matches(known, etag, true);
    if (unchanged) {
      NOT_IN_304.forEach(begun::remove);
    }
    boolean empty = unchanged || request.method() == Method.HEAD;
    if (empty) {
      body.bytes().release();
    }
    return new Reply(unchanged ? 304 : 200, begun.build(), empty ? Body.EMPTY : body);
  }
}
