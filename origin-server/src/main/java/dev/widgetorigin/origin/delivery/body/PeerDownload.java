package dev.widgetorigin.origin.delivery.body;

import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One body on its way from a peer into a file: never more bytes than expected, hashed as they come,
 * and watched. {@link #tooSlow} says when to give it up: a peer that sends a byte now and then must
 * not hold anything up.
 */
final class PeerDownload implements HttpResponse.BodySubscriber<Digest> {
  /** From when on {@link #LEAST_RATE} is asked for; also the time for the head to arrive. */
  static final Duration GRACE = Duration.ofSeconds(3);

  /** Bytes a second, on average. */
  static final long LEAST_RATE = 256 * 1024;

  private final FileChannel file;
  private final long size;
  private final LongSupplier nanos;
  private final long begun;
  private final MessageDigest sha256 = Digest.newSha256();
  private final CompletableFuture<Digest> whole = new CompletableFuture<>();
  private volatile long received;
  private volatile Flow.Subscription subscription;

  PeerDownload(FileChannel file, long size, LongSupplier nanos) {
    this.file = file;
    this.size = size;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  /** Whether fewer bytes have come than the least rate would have brought by now. */
  boolean tooSlow() {
    long after = nanos.getAsLong() - begun - GRACE.toNanos();
    return after > 0 && received < LEAST_RATE * TimeUnit.NANOSECONDS.toMillis(after) / 1000 + 1;
  }

  @Override
  public CompletionStage<Digest> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> chunks) {
    try {
      for (ByteBuffer chunk : chunks) {
        // One thread writes it; another looks.
        long now = received + chunk.remaining();
        received = now;
        if (now > size) {
          throw new IOException("expected " + size + " bytes, found more");
        }
        sha256.update(chunk.duplicate());
        while (chunk.hasRemaining()) {
          file.write(chunk);
        }
      }
      subscription.request(1);
    } catch (IOException e) {
      fail(e);
    }
  }

  @Override
  public void onError(Throwable thrown) {
    whole.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    if (received == size) {
      whole.complete(Digest.of(sha256.digest()));
    } else {
      fail(new IOException("expected " + size + " bytes, found " + received));
    }
  }

  /** Ends the connection. */
  void fail(IOException why) {
    Flow.Subscription open = subscription;
    if (open != null) {
      open.cancel();
    }
    whole.completeExceptionally(why);
  }
}
