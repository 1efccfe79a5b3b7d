package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.answer.Asset;
import dev.widgetorigin.origin.delivery.answer.PreparedAnswer;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.answer.Representation;
import dev.widgetorigin.origin.delivery.body.BlobReader;
import dev.widgetorigin.origin.delivery.body.BodyCache;
import dev.widgetorigin.origin.delivery.body.BodySources;
import dev.widgetorigin.origin.delivery.negotiate.ByteRanges;
import dev.widgetorigin.origin.web.Body;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sends prepared answers. What needs no content, or content that is in memory, is sent at once from
 * the calling thread; anything else is read on another. Where bytes are lost, the peers are asked
 * for them; then the file as it was published stands in for its variant; then the answer is
 * somebody else's to give ({@link Unreadable}). Thread-safe; never blocks the caller.
 */
final class AnswerSender {
  /** What becomes of a request whose bytes turned out to be unreadable. */
  @FunctionalInterface
  interface Unreadable {
    void handle(Exchange exchange, PreparedAnswer answer, StoreException reason);
  }

  private final BodySources bodies;
  private final Refusals refusals;
  private final BlockingReads reads;
  private final InstantSource clock;
  private final Unreadable otherwise;

  AnswerSender(
      BodySources bodies,
      Refusals refusals,
      BlockingReads reads,
      InstantSource clock,
      Unreadable otherwise) {
    this.bodies = bodies;
    this.refusals = refusals;
    this.reads = reads;
    this.clock = clock;
    this.otherwise = otherwise;
  }

  void send(Exchange exchange, PreparedAnswer answer) {
    if (!sendAtOnce(answer, exchange.request(), exchange.responder())) {
      read(exchange, answer);
    }
  }

  /** False where content has to be read first; nothing has been sent then. */
  boolean sendAtOnce(PreparedAnswer answer, Request request, Responder responder) {
    if (answer.refused()) {
      responder.send(refusals.of(request, answer));
      return true;
    }
    Reply reply;
    if (answer.hasContent()) {
      Body.Memory content = inMemory(answer.representation());
      if (content == null) {
        return false;
      }
      reply = answer.reply(content);
    } else {
      reply = answer.reply();
    }
    send(answer.asset(), reply, request, responder);
    return true;
  }

  private Body.Memory inMemory(Representation chosen) {
    return chosen.text() == null
        ? bodies.cache().get(chosen.digest(), chosen.lastBody())
        : chosen.text();
  }

  private static void send(Asset asset, Reply reply, Request request, Responder responder) {
    if (reply.status() != 304 && request.method() == Method.GET) {
      asset.downloads().sent(reply.body().length());
    }
    responder.send(asset.allowOrigin(reply, request));
  }

  private static void send(Exchange exchange, PreparedAnswer answer, Reply reply) {
    send(answer.asset(), reply, exchange.request(), exchange.responder());
  }

  /** Reads content that is not in memory, into memory if it fits. */
  void read(Exchange exchange, PreparedAnswer answer) {
    Representation chosen = answer.representation();
    if (bodies.cache().fits(chosen.size())) {
      int size = Math.toIntExact(chosen.size());
      String client = exchange.request().clientAddress();
      bodies.cache().load(chosen.digest(), size, client, new Loading(exchange, answer));
    } else {
      readFile(exchange, answer);
    }
  }

  private void readFile(Exchange exchange, PreparedAnswer answer) {
    reads.ofBlob(
        exchange,
        answer.asset().target(),
        answer.representation().digest(),
        watched -> sendFile(watched, answer));
  }

  /** An answer whose content is being read into memory. */
  private final class Loading implements BodyCache.Waiter {
    private final Exchange exchange;
    private final PreparedAnswer answer;

    Loading(Exchange asked, PreparedAnswer answer) {
      this.answer = answer;
      this.exchange = reads.watched(asked, failure -> late(asked, failure));
    }

    /** Answered without the content: the load, which may never end, is to hold nothing of it. */
    private Reply late(Exchange asked, Deferred.Failure failure) {
      bodies.cache().leave(answer.representation().digest(), this);
      return instead(asked, answer, failure);
    }

    @Override
    public void loaded(Body.Memory body) {
      send(exchange, answer, answer.reply(body));
    }

    @Override
    public void crowded() {
      readFile(exchange, answer);
    }

    @Override
    public void failed(StoreException reason) {
      if (reason.getCause() instanceof RejectedExecutionException) {
        // Nothing was read, and another variant would not be read, either.
        exchange.send(instead(exchange, answer, Deferred.Failure.BUSY));
      } else {
        unreadable(exchange, answer, reason);
      }
    }
  }

  private Reply instead(Exchange exchange, PreparedAnswer answer, Deferred.Failure failure) {
    return refusals.failed(exchange.request(), answer.asset().target(), failure);
  }

  /** May block. */
  private void sendFile(Exchange exchange, PreparedAnswer answer) {
    Representation chosen = answer.representation();
    Request request = exchange.request();
    OpenFile file;
    try {
      file = parts(answer, request);
      if (file == null && sendWhileItArrives(exchange, answer)) {
        return;
      }
      if (file == null) {
        file =
            bodies
                .files()
                .acquire(
                    chosen.digest(),
                    chosen.size(),
                    true,
                    request.clientAddress(),
                    () -> bodies.reader().open(chosen.digest(), chosen.size()));
      }
    } catch (StoreException e) {
      unreadable(exchange, answer, e);
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (file == null) {
      exchange.send(refusals.busy(request, answer.asset().target()));
    } else {
      send(exchange, answer, answer.reply(file));
    }
  }

  /** A file with the ranges alone, where they are far away; null where it is best to have all. */
  private OpenFile parts(PreparedAnswer answer, Request request) throws IOException {
    if (!(answer.ranges() instanceof ByteRanges.Parts cut)) {
      return null;
    }
    Representation chosen = answer.representation();
    List<BlobReader.Part> parts =
        cut.parts().stream()
            .map(part -> new BlobReader.Part(part.first(), part.last() - part.first() + 1))
            .toList();
    return bodies
        .files()
        .acquireAlone(
            chosen.digest(),
            chosen.size(),
            request.clientAddress(),
            () -> bodies.reader().openParts(chosen.digest(), chosen.size(), parts));
  }

  /** False where nothing was sent. */
  private boolean sendWhileItArrives(Exchange exchange, PreparedAnswer answer) {
    Representation chosen = answer.representation();
    return bodies
        .arrivals()
        .fetch(
            chosen.digest(),
            chosen.size(),
            exchange.request().clientAddress(),
            file -> send(exchange, answer, answer.reply(file)));
  }

  /** Asks the peers first, once for each answer, and waits a moment for them without a thread. */
  private void unreadable(Exchange exchange, PreparedAnswer answer, StoreException reason) {
    if (answer.repairTried() || !BlobReader.lost(reason)) {
      standIn(exchange, answer, reason);
      return;
    }
    Representation lost = answer.representation();
    CompletableFuture<Boolean> repair = bodies.repairs().restore(lost.digest(), lost.size());
    if (!repair.getNow(true)) {
      standIn(exchange, answer, reason);
      return;
    }
    var unused =
        repair.thenAccept(
            restored ->
                reads.nearby(
                    exchange,
                    answer.asset().target(),
                    again -> {
                      if (restored) {
                        send(again, answer.afterRepair());
                      } else {
                        standIn(again, answer, reason);
                      }
                    }));
  }

  private void standIn(Exchange exchange, PreparedAnswer answer, StoreException reason) {
    PreparedAnswer identity = answer.identityInstead(exchange.request(), clock.millis());
    if (identity == null) {
      otherwise.handle(exchange, answer, reason);
    } else {
      send(exchange, identity);
    }
  }
}
