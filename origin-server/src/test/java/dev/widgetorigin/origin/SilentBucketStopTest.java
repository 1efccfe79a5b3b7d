package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.rollout.ClockedBucket;
import dev.widgetorigin.store.layout.StoreLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However many parts wait for a bucket that does not answer, a stop has one deadline for all. */
@Timeout(60)
final class SilentBucketStopTest {
  /**
   * What {@code shutdown.drain}, here 0, may be exceeded by, and as much again on a busy machine.
   * One after the other would take much longer.
   */
  private static final Duration MOST = Duration.ofSeconds(10);

  private static final int EACH = 4;

  @TempDir Path folder;
  private final ClockedBucket bucket = new ClockedBucket(InstantSource.system());

  @AfterEach
  void answer() {
    bucket.silent(false);
  }

  /** With followers of the log that write to the bucket how far they came. */
  private TestOrigin open() {
    return TestOrigin.node(
        folder.resolve("node"),
        Map.of(
            "store.poll",
            "100ms",
            "purge.targets",
            list("{type: varnish, name: edge%d, url: 'http://127.0.0.1:9'}"),
            "purge.check",
            list("http://127.0.0.1:9/edge%d")),
        bucket,
        System::nanoTime);
  }

  private static String list(String form) {
    return IntStream.range(0, EACH)
        .mapToObj(form::formatted)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** A change that no edge has to hear of, so each target writes that it is done at once. */
  private static void change(TestOrigin node) {
    String token = "{\"name\":\"ci\",\"scopes\":[\"publish:chat\"]}";
    assertThat(node.call("POST", "/tokens", token).statusCode()).isEqualTo(201);
  }

  private static Duration timeToStop(TestOrigin node) throws Exception {
    long begun = System.nanoTime();
    CompletableFuture.runAsync(node::close).get(50, TimeUnit.SECONDS);
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  @Test
  void stop_followersHang_isInTimeAndEndsTheRestInOrder() throws Exception {
    TestOrigin node = open();
    bucket.silentUnder(StoreLayout.FOLLOWERS);
    change(node);
    assertThat(bucket.keys(StoreLayout.CHECKPOINTS)).isEmpty();

    assertThat(timeToStop(node)).isLessThan(MOST);
    assertThat(bucket.keys(StoreLayout.CHECKPOINTS)).as("the last checkpoint").hasSize(1);
  }

  @Test
  void stop_nothingIsAnswered_isInTime() throws Exception {
    TestOrigin node = open();
    change(node);
    bucket.silent(true);

    assertThat(timeToStop(node)).isLessThan(MOST);
  }
}
