package dev.widgetorigin.origin.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PendingEventsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  /** A bucket that does not answer while something is written. */
  private static final class Hanging implements Cursor {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch answers = new CountDownLatch(1);
    volatile Position saved;

    @Override
    public Optional<Position> load() {
      return Optional.ofNullable(saved);
    }

    @Override
    public void save(Position position) throws IOException {
      asked.countDown();
      try {
        answers.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      saved = position;
    }
  }

  @Test
  void update_whileTheBucketHangs_keepsNobodyFromWhatNeedsNoBucket() throws Exception {
    Hanging bucket = new Hanging();
    PendingEvents pending = new PendingEvents(bucket);
    pending.heard(new Position(1, "a"));
    assertThat(pending.waitsFor("evt_2", 2)).isTrue();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                pending.cursor().update();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(bucket.asked.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    try {
      assertTimeoutPreemptively(
          SOON,
          () -> {
            pending.heard(new Position(2, "b"));
            assertThat(pending.waitsFor("evt_3", 3)).isTrue();
            assertThat(pending.isUntil("evt_3", 2)).isFalse();
            pending.over("evt_2");
          });
    } finally {
      bucket.answers.countDown();
    }
    writing.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(bucket.saved).isEqualTo(new Position(1, "a"));

    pending.cursor().update();
    assertThat(bucket.saved).as("evt_3 still waits").isEqualTo(new Position(2, "b"));
  }
}
