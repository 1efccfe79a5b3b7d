package dev.widgetorigin.origin.web.async;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * The beginning of another server's answer; what is longer is cut off, with the connection. For one
 * answer; called by the client's threads, one at a time.
 */
public final class BoundedBody implements BodySubscriber<byte[]> {
  private final int limit;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private Flow.Subscription subscription;

  /**
   * @param limit the most bytes that are kept; 0 takes nothing of the body
   */
  public BoundedBody(int limit) {
    this.limit = limit;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    if (limit == 0) {
      end();
    } else {
      newSubscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> chunks) {
    for (ByteBuffer chunk : chunks) {
      byte[] part = new byte[Math.min(chunk.remaining(), limit - bytes.size())];
      chunk.get(part);
      bytes.writeBytes(part);
    }
    if (bytes.size() == limit) {
      end();
    } else {
      subscription.request(1);
    }
  }

  private void end() {
    subscription.cancel();
    whole.complete(bytes.toByteArray());
  }

  @Override
  public void onError(Throwable thrown) {
    whole.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    whole.complete(bytes.toByteArray());
  }
}
