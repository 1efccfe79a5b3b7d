package dev.widgetorigin.origin.observe.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.observe.FakeCatalog;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.store.health.BucketStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A node says when it does not see what others change, and for how long. */
final class BucketReportTest {
  private static final Instant SINCE = Instant.parse("2026-11-29T12:00:00Z");

  private BucketStatus status;
  private final BucketReport report = new BucketReport(() -> Optional.ofNullable(status));

  private Health.State after(Duration age, Instant since) {
    status = new BucketStatus(17, age, since);
    return report.get();
  }

  @Test
  void get_bucketAnswers_isUpWithWhatItHasSeen() {
    assertThat(after(Duration.ofMillis(420), null))
        .isEqualTo(Health.State.up("seen up to change 17, 420 ms ago"));
    assertThat(after(Duration.ofMinutes(1), null).up()).isTrue();
  }

  @Test
  void get_behindByMoreThanAMinute_isDown() {
    assertThat(after(Duration.ofMillis(60_001), null))
        .isEqualTo(Health.State.down("this node is behind: seen up to change 17, 60001 ms ago"));
  }

  @Test
  void get_bucketDoesNotAnswer_isDownAndSaysSinceWhen() {
    Health.State at = after(Duration.ofSeconds(5), SINCE);
    assertThat(at.up()).isFalse();
    assertThat(at.detail()).contains("since 2026-11-29T12:00:00Z: what this node has is served");
  }

  @Test
  void get_bucketDoesNotAnswerForMoreThanAMinute_saysHowFarBehind() {
    Health.State at = after(Duration.ofSeconds(73), SINCE);
    assertThat(at.up()).isFalse();
    assertThat(at.detail())
        .contains("since 2026-11-29T12:00:00Z, and this node is behind by up to 73 s: what this");
  }

  @Test
  void get_folder_isUp() {
    assertThat(report.get().up()).isTrue();
    assertThat(scrape()).doesNotContain("store_bucket_age", "store_bucket_reachable");
  }

  @Test
  void scrape_saysAgeAndWhetherThereIsAnAnswer() {
    Health.State unused = after(Duration.ofSeconds(73), SINCE);
    assertThat(scrape()).contains("store_bucket_age_seconds 73.0", "store_bucket_reachable 0.0");
    unused = after(Duration.ofSeconds(1), null);
    assertThat(scrape()).contains("store_bucket_age_seconds 1.0", "store_bucket_reachable 1.0");
  }

  private String scrape() {
    return new Metrics("1", FakeCatalog::new).with(report::addTo).scrape(null).text();
  }
}
