package dev.widgetorigin.origin.http.upload;

import static dev.widgetorigin.origin.http.message.RequestRefusal.UPLOADS_BUSY;
import static dev.widgetorigin.origin.http.message.RequestRefusal.UPLOADS_SHARE;
import static dev.widgetorigin.origin.web.async.ShareEvents.Of.UPLOADS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.async.ShareEvents;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One token's uploads leave room for those of others. */
final class SpoolBudgetTest {
  private final List<ShareEvents.Of> told = new ArrayList<>();
  private final SpoolBudget budget = new SpoolBudget(1000, told::add);

  @Test
  void reach_severalUploadsOfOneClient_takeHalf() {
    assertThat(budget.share("ci").reach(300)).isNull();
    SpoolBudget.Share second = budget.share("ci");
    assertThat(second.reach(201)).isEqualTo(UPLOADS_SHARE);
    assertThat(second.reach(200)).isNull();
    assertThat(second.reach(201)).as("chunks that go on coming").isEqualTo(UPLOADS_SHARE);
    assertThat(budget.share("ci").reach(1)).isEqualTo(UPLOADS_SHARE);
    assertThat(budget.share("other").reach(500)).isNull();
    assertThat(budget.share("third").reach(1)).isEqualTo(UPLOADS_BUSY);
    assertThat(budget.taken()).isEqualTo(1000);
    assertThat(told).as("one for each upload").containsExactly(UPLOADS, UPLOADS);
  }

  @Test
  void reach_singleUpload_mayTakeAllThatIsFree() {
    SpoolBudget.Share large = budget.share("ci");
    assertThat(large.reach(100)).isNull();
    assertThat(large.reach(1000)).isNull();
    assertThat(large.reach(1001)).isEqualTo(UPLOADS_BUSY);
    assertThat(budget.share("ci").reach(1)).isEqualTo(UPLOADS_BUSY);
  }

  @Test
  void release_givesBackOnce() {
    SpoolBudget.Share first = budget.share("ci");
    SpoolBudget.Share second = budget.share("ci");
    assertThat(first.reach(300)).isNull();
    assertThat(second.reach(200)).isNull();
    first.release();
    first.release();
    assertThat(budget.taken()).isEqualTo(200);
    assertThat(first.reach(900)).as("it was given up").isNull();
    assertThat(budget.taken()).isEqualTo(200);
    assertThat(budget.share("ci").reach(300)).isNull();
    second.release();
    assertThat(budget.taken()).isEqualTo(300);
  }
}
