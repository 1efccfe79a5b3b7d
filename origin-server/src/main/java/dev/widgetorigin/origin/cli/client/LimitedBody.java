package dev.widgetorigin.origin.cli.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * The content of an answer while it is no longer than it may be; what goes on beyond that is cut
 * off with its connection, and {@link TooLong} is thrown. What answers need not be an origin. For
 * one answer; called by the client's threads, one at a time.
 */
final class LimitedBody<T> implements BodySubscriber<T> {
  private final BodySubscriber<T> within;
  private final long most;
  private final boolean ofOrigin;
  private long length;
  private Flow.Subscription subscription;
  private boolean over;

  private LimitedBody(BodySubscriber<T> within, long most, boolean ofOrigin) {
    this.within = within;
    this.most = most;
    this.ofOrigin = ofOrigin;
  }

  /** An answer that did not end in time to be one. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean ofOrigin;

    TooLong(long most, boolean ofOrigin) {
      super("it has more than " + (most >> 20) + " MiB");
      this.ofOrigin = ofOrigin;
    }

    /** Whether the head of the answer is one that a control listener gives. */
    boolean ofOrigin() {
      return ofOrigin;
    }
  }

  /**
   * @param most bytes that the content may have
   */
  static <T> BodyHandler<T> of(BodyHandler<T> handler, long most) {
    return head -> new LimitedBody<>(handler.apply(head), most, false);
  }

  /**
   * @param most bytes that the content may have
   * @param mostOfOrigin the same where the answer comes from a control listener
   */
  static <T> BodyHandler<T> of(BodyHandler<T> handler, long most, long mostOfOrigin) {
    return head -> {
      boolean ofOrigin = WrongServer.isControl(head.headers());
      return new LimitedBody<>(handler.apply(head), ofOrigin ? mostOfOrigin : most, ofOrigin);
    };
  }

  @Override
  public CompletionStage<T> getBody() {
    return within.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    within.onSubscribe(newSubscription);
  }

  @Override
  public void onNext(List<ByteBuffer> chunks) {
    if (over) {
      return;
    }
    for (ByteBuffer chunk : chunks) {
      length += chunk.remaining();
    }
    if (length > most) {
      over = true;
      subscription.cancel();
      within.onError(new TooLong(most, ofOrigin));
    } else {
      within.onNext(chunks);
    }
  }

  @Override
  public void onError(Throwable thrown) {
    if (!over) {
      within.onError(thrown);
    }
  }

  @Override
  public void onComplete() {
    if (!over) {
      within.onComplete();
    }
  }
}
