package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.body.FarReads;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.store.manifest.Digest;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes requests to the threads on which the store may be read: those for this node's disk, and
 * from there, where a bucket has to be asked, to others. So what this node has a copy of never
 * waits for a bucket ({@link FarReads}). Whatever happens there, the client gets one answer, in
 * time. Thread-safe; never blocks the caller.
 */
final class BlockingReads {
  private final Deferred near;
  private final Deferred far;
  private final FarReads distance;
  private final Refusals refusals;

  /**
   * @param near for this node's disk
   * @param far for a bucket
   * @param distance knows which of them a read needs
   * @param refusals for what comes to nothing, or too late
   */
  BlockingReads(Deferred near, Deferred far, FarReads distance, Refusals refusals) {
    this.near = near;
    this.far = far;
    this.distance = distance;
    this.refusals = refusals;
  }

  /** Goes on where the manifest of the target's version may be read. */
  void ofManifest(Exchange exchange, ResolvedTarget target, Consumer<Exchange> work) {
    read(exchange, target, () -> distance.far(target.name(), target.version()), work);
  }

  /** Goes on where that blob may be read. */
  void ofBlob(Exchange exchange, ResolvedTarget target, Digest blob, Consumer<Exchange> work) {
    read(exchange, target, () -> distance.far(blob), work);
  }

  /** Whether it is far is asked where this node's disk may be looked at. */
  private void read(
      Exchange exchange, ResolvedTarget target, BooleanSupplier isFar, Consumer<Exchange> work) {
    nearby(
        exchange,
        target,
        watched -> {
          if (isFar.getAsBoolean()) {
            watched.goOn(far, failed(watched, target), work);
          } else {
            work.accept(watched);
          }
        });
  }

  /** Goes on where this node's disk may be read, and no bucket asked. */
  void nearby(Exchange exchange, ResolvedTarget target, Consumer<Exchange> work) {
    exchange.goOn(near, failed(exchange, target), work);
  }

  /** The same exchange with the deadline of reads, for one that is on its way elsewhere. */
  Exchange watched(Exchange exchange, Function<Deferred.Failure, Reply> late) {
    return exchange.watched(near, late);
  }

  private Function<Deferred.Failure, Reply> failed(Exchange exchange, ResolvedTarget target) {
    return failure -> refusals.failed(exchange.request(), target, failure);
  }
}
