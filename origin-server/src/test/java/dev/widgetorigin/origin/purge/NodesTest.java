package dev.widgetorigin.origin.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.purge.PurgeQueue.Left;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.health.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who tells an edge, and from when on, as the nodes of a bucket report. */
final class NodesTest {
  private static final Duration POLL = Duration.ofSeconds(1);

  private List<NodeStatus> reports = List.of();
  private long now;
  private final Clocks clocks = new Clocks(InstantSource.fixed(Instant.EPOCH), () -> now);
  private final Nodes nodes = new Nodes("b", true, () -> reports, POLL, clocks);

  private static NodeStatus report(String node, long sequence, int said) {
    return new NodeStatus(node, "1.0.0", 1, sequence, Instant.ofEpochSecond(said));
  }

  private static Left left(String owner, long heard) {
    return new Left(owner, List.of(), null, 5, heard);
  }

  private void pass(Duration time) {
    now += time.toNanos();
    nodes.look();
  }

  @Test
  void folder_hasOneNodeThatTellsAtOnce() {
    Nodes alone = new Nodes("b", false, List::of, POLL, clocks);

    assertThat(alone.longest()).isZero();
    assertThat(alone.isOwn("a")).isTrue();
  }

  @Test
  void change_isToldByTheNodeThatMadeIt() {
    assertThat(nodes.isOwn("b")).isTrue();
    assertThat(nodes.isOwn("a")).isFalse();
    assertThat(nodes.longest()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void seenByAll_isWhatTheSlowestOtherNodeHasSeen() {
    assertThat(nodes.seenByAll()).as("nobody was asked").isZero();
    reports = List.of(report("a", 7, 0), report("b", 3, 0), report("c", 6, 0));
    nodes.look();
    assertThat(nodes.seenByAll()).isEqualTo(6);
    reports = List.of(report("b", 3, 0));
    pass(POLL);
    assertThat(nodes.seenByAll()).as("no other node").isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void seenByAll_nodeWhoseReportNeverChanges_isNotWaitedFor() {
    reports = List.of(report("a", 7, 0), report("dead", 1, 0));
    nodes.look();
    assertThat(nodes.seenByAll()).isEqualTo(1);
    reports = List.of(report("a", 7, 20), report("dead", 1, 0));
    pass(Nodes.SILENT.minusSeconds(5));
    assertThat(nodes.seenByAll()).isEqualTo(1);
    pass(Duration.ofSeconds(6));
    assertThat(nodes.seenByAll()).isEqualTo(7);
  }

  @Test
  void takesOver_ownerHasLeft_inTurn() {
    reports = List.of(report("a", 7, 0), report("b", 7, 0));
    nodes.look();
    Left change = left("gone", now);

    assertThat(nodes.takesOver(change)).as("the turn of a").isFalse();
    reports = List.of(report("a", 7, 5), report("b", 7, 5));
    pass(Nodes.TURN);
    assertThat(nodes.takesOver(change)).isTrue();
  }

  @Test
  void takesOver_ownerThatDied_onceItsReportNoLongerChanges() {
    reports = List.of(report("dead", 7, 0));
    nodes.look();
    Left change = left("dead", now);

    pass(Nodes.SILENT.minusSeconds(1));
    assertThat(nodes.takesOver(change)).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(nodes.takesOver(change)).isTrue();
  }

  @Test
  void takesOver_ownerThatIsAliveAndDoesNotGetItDone_afterTwoMinutes() {
    Left change = left("a", now);
    for (int said = 0; said < 120; said += 10) {
      reports = List.of(report("a", 7, said));
      nodes.look();
      assertThat(nodes.takesOver(change)).isFalse();
      pass(Duration.ofSeconds(10));
    }
    assertThat(nodes.takesOver(change)).isTrue();
  }

  @Test
  void look_bucketAway_keepsWhatWasKnownAndTakesNothingOver() {
    Nodes blind =
        new Nodes(
            "b",
            true,
            () -> {
              throw new StoreException(Code.UNAVAILABLE, "away");
            },
            POLL,
            clocks);
    blind.look();

    assertThat(blind.seenByAll()).isZero();
    assertThat(blind.takesOver(left("a", now))).isFalse();
  }
}
