package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.body.BlobReader;
import dev.widgetorigin.origin.delivery.body.BlobRepairs;
import dev.widgetorigin.origin.delivery.body.BodyCache;
import dev.widgetorigin.origin.delivery.body.OpenFiles;
import dev.widgetorigin.origin.delivery.negotiate.AcceptEncoding;
import dev.widgetorigin.origin.delivery.negotiate.ByteRanges;
import dev.widgetorigin.origin.delivery.negotiate.Preconditions;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.concurrent.CompletableFuture;

/**
 * Answers requests for a file that was found, in the order of RFC 9110: negotiate, check
 * preconditions, cut ranges, send. A body in memory is sent at once from the calling thread;
 * anything else is read on the executor.
 */
final class AssetAnswers {
  private static final long DAY_MILLIS = 86_400_000;

  /** What becomes of a request whose bytes turned out to be unreadable. */
  @FunctionalInterface
  interface Unreadable {
    void handle(Exchange exchange, Asset asset, Representation lost, StoreException reason);
  }

  private final BodyCache bodies;
  private final BlobReader reader;
  private final OpenFiles openFiles;
  private final Refusals refusals;
  private final Deferred reads;
  private final BlobRepairs repairs;
  private final InstantSource clock;

  AssetAnswers(
      BodyCache bodies,
      BlobReader reader,
      OpenFiles openFiles,
      Refusals refusals,
      Deferred reads,
      BlobRepairs repairs,
      InstantSource clock) {
    this.bodies = bodies;
    this.reader = reader;
    this.openFiles = openFiles;
    this.refusals = refusals;
    this.reads = reads;
    this.repairs = repairs;
    this.clock = clock;
  }

  /**
   * The hot path: a plain GET whose body is in memory. False where it is anything else; nothing has
   * been sent then.
   */
  boolean sendHot(Asset asset, Request request, Responder responder) {
    if (request.method() != Method.GET
        || request.header("range") != null
        || Preconditions.any(request)) {
      return false;
    }
    Representation chosen = asset.choose(AcceptEncoding.of(request.header("accept-encoding")));
    Body.Memory body = chosen == null ? null : inMemory(chosen);
    if (body == null) {
      return false;
    }
    send(asset, chosen.reply(body), request, responder);
    return true;
  }

  private Body.Memory inMemory(Representation chosen) {
    return chosen.text == null ? bodies.get(chosen.digest) : chosen.text;
  }

  /** Any GET or HEAD. Never blocks. */
  void answer(Exchange exchange, Asset asset, Unreadable unreadable) {
    Request request = exchange.request();
    AcceptEncoding accepted = AcceptEncoding.of(request.header("accept-encoding"));
    Representation chosen = asset.choose(accepted);
    if (chosen == null) {
      refusals.notAcceptable(exchange, asset);
      return;
    }
    answer(exchange, asset, chosen, accepted, unreadable);
  }

  private void answer(
      Exchange exchange,
      Asset asset,
      Representation chosen,
      AcceptEncoding accepted,
      Unreadable unreadable) {
    Request request = exchange.request();
    Preconditions.Result outcome = outcome(request, asset, chosen);
    if (outcome == Preconditions.Result.NOT_MODIFIED) {
      send(asset, chosen.notModified, request, exchange.responder());
      return;
    }
    if (outcome == Preconditions.Result.FAILED) {
      refusals.preconditionFailed(exchange, asset, chosen);
      return;
    }
    if (exchange.head()) {
      send(asset, chosen.head, request, exchange.responder());
      return;
    }
    ByteRanges ranges = ranges(request, asset, chosen);
    if (ranges instanceof ByteRanges.Unsatisfiable) {
      refusals.unsatisfiable(exchange, asset, chosen);
    } else if (chosen.size == 0) {
      send(asset, chosen.head, request, exchange.responder());
    } else {
      sendContent(exchange, asset, chosen, ranges, accepted, unreadable);
    }
  }

  private Preconditions.Result outcome(Request request, Asset asset, Representation chosen) {
    return Preconditions.any(request)
        ? Preconditions.evaluate(
            request, chosen.etag, asset.lastModified, asset.unchangedSince, thisYear())
        : Preconditions.Result.PROCEED;
  }

  private ByteRanges ranges(Request request, Asset asset, Representation chosen) {
    String range = request.header("range");
    return range != null
            && Preconditions.ifRange(
                request.header("if-range"),
                chosen.etag,
                asset.target.exact() ? asset.lastModified : Preconditions.NO_STRONG_DATE,
                thisYear())
        ? ByteRanges.parse(range, chosen.size)
        : ByteRanges.WHOLE;
  }

  private void sendContent(
      Exchange exchange,
      Asset asset,
      Representation chosen,
      ByteRanges ranges,
      AcceptEncoding accepted,
      Unreadable unreadable) {
    Unreadable orIdentity =
        (again, of, lost, reason) -> {
          Representation identity = of.identityInsteadOf(lost, accepted);
          if (identity != null) {
            answer(again, of, identity, accepted, unreadable);
          } else {
            unreadable.handle(again, of, lost, reason);
          }
        };
    read(exchange, asset, chosen, ranges, orRepaired(ranges, orIdentity));
  }

  /** Waits a moment, without a thread, for the peers to have what was lost. */
  private Unreadable orRepaired(ByteRanges ranges, Unreadable otherwise) {
    return (exchange, asset, lost, reason) -> {
      if (!BlobReader.lost(reason)) {
        otherwise.handle(exchange, asset, lost, reason);
        return;
      }
      CompletableFuture<Boolean> repair = repairs.restore(lost.digest, lost.size);
      if (!repair.getNow(true)) {
        otherwise.handle(exchange, asset, lost, reason);
        return;
      }
      var unused =
          repair.thenAccept(
              restored ->
                  refusals.run(
                      reads,
                      exchange,
                      asset.target,
                      again -> {
                        if (restored) {
                          read(again, asset, lost, ranges, otherwise);
                        } else {
                          otherwise.handle(again, asset, lost, reason);
                        }
                      }));
    };
  }

  private void read(
      Exchange unwatched,
      Asset asset,
      Representation chosen,
      ByteRanges ranges,
      Unreadable unreadable) {
    Body.Memory hot = inMemory(chosen);
    if (hot != null) {
      sendMemory(unwatched, asset, chosen, ranges, hot);
      return;
    }
    if (!bodies.fits(chosen.size)) {
      executeFile(unwatched, asset, chosen, ranges, unreadable);
      return;
    }
    Exchange exchange = refusals.watched(reads, unwatched, asset.target);
    bodies.load(
        chosen.digest,
        Math.toIntExact(chosen.size),
        new BodyCache.Waiter() {
          @Override
          public void loaded(Body.Memory body) {
            sendMemory(exchange, asset, chosen, ranges, body);
          }

          @Override
          public void crowded() {
            executeFile(exchange, asset, chosen, ranges, unreadable);
          }

          @Override
          public void failed(StoreException reason) {
            unreadable.handle(exchange, asset, chosen, reason);
          }
        });
  }

  private void sendMemory(
      Exchange exchange, Asset asset, Representation chosen, ByteRanges ranges, Body.Memory body) {
    Reply reply = null;
    try {
      reply =
          ranges instanceof ByteRanges.Parts parts
              ? PartialContent.reply(
                  asset,
                  chosen,
                  parts.parts(),
                  (offset, length) ->
                      new Body.Memory(body.bytes().retainedSlice((int) offset, (int) length)))
              : chosen.reply(body);
    } finally {
      // Slices hold references of their own; a whole body takes this one along.
      if (reply == null || ranges instanceof ByteRanges.Parts) {
        body.bytes().release();
      }
    }
    send(asset, reply, exchange.request(), exchange.responder());
  }

  private void executeFile(
      Exchange exchange,
      Asset asset,
      Representation chosen,
      ByteRanges ranges,
      Unreadable unreadable) {
    refusals.run(
        reads,
        exchange,
        asset.target,
        watched -> sendFile(watched, asset, chosen, ranges, unreadable));
  }

  private void sendFile(
      Exchange exchange,
      Asset asset,
      Representation chosen,
      ByteRanges ranges,
      Unreadable unreadable) {
    OpenFile file;
    try {
      file =
          openFiles.acquire(
              chosen.digest,
              chosen.size,
              true,
              exchange.request().peerAddress(),
              () -> reader.open(chosen.digest, chosen.size));
    } catch (StoreException e) {
      unreadable.handle(exchange, asset, chosen, e);
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (file == null) {
      refusals.busy(exchange, asset.target);
      return;
    }
    Reply reply;
    try {
      PartialContent.Source source =
          (offset, length) -> new Body.File(file.retain(), offset, length);
      reply =
          ranges instanceof ByteRanges.Parts cut
              ? PartialContent.reply(asset, chosen, cut.parts(), source)
              : new Reply(200, chosen.headers(), source.part(0, chosen.size));
    } finally {
      // Each part has its own reference.
      file.release();
    }
    send(asset, reply, exchange.request(), exchange.responder());
  }

  private void send(Asset asset, Reply reply, Request request, Responder responder) {
    if (reply.status() != 304 && request.method() == Method.GET) {
      asset.downloads.sent(reply.body().length());
    }
    responder.send(asset.cors.varies() ? withOrigin(asset, reply, request) : reply);
  }

  private static Reply withOrigin(Asset asset, Reply reply, Request request) {
    String origin = request.header("origin");
    if (!asset.cors.allows(origin)) {
      return reply;
    }
    HeaderBlock.Builder headers = reply.headers().toBuilder();
    asset.cors.addOrigin(headers, origin);
    return new Reply(reply.status(), headers.build(), reply.body());
  }

  private int thisYear() {
    // Asked for every conditional request, and needed only for a date with a two-digit year.
    return LocalDate.ofEpochDay(Math.floorDiv(clock.millis(), DAY_MILLIS)).getYear();
  }
}
