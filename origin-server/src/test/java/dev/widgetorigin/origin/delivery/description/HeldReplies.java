package dev.widgetorigin.origin.delivery.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Answers that clients asked for and do not take. */
final class HeldReplies {
  /** What answers that nobody takes may hold where no memory is meant for keeping them. */
  private static final long MOST_BYTES = 4L << 20;

  private final List<Reply> held = new ArrayList<>();

  /** Asks so many times. */
  static HeldReplies of(int times, IntFunction<Reply> ask) {
    HeldReplies replies = new HeldReplies();
    for (int i = 0; i < times; i++) {
      replies.add(ask.apply(i));
    }
    return replies;
  }

  void add(Reply reply) {
    held.add(reply);
  }

  /** The length of the first. */
  long length() {
    return held.get(0).body().length();
  }

  void release() {
    held.forEach(reply -> reply.body().release());
  }

  /** Some were answered, others put off, and those that were hold little. */
  void assertBounded() {
    assertThat(held).anyMatch(reply -> reply.status() == 200);
    assertThat(held)
        .filteredOn(reply -> reply.status() == 503)
        .isNotEmpty()
        .allMatch(reply -> reply.headers().get("Retry-After") != null);
    long bytes =
        held.stream()
            .filter(reply -> reply.status() == 200)
            .map(Reply::body)
            .mapToLong(Body::length)
            .sum();
    assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
  }
}
