package dev.widgetorigin.origin.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The disk refuses for a moment, or the process dies between a change and its line. */
final class AuditFaultTest {
  private static final String NODE = "0123456789ab";
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-01T09:00:00Z");

  private AuditLog open() {
    return AuditLogs.open(folder, NODE, () -> now);
  }

  private static AuditEntry entry(int sequence) {
    return new AuditEntry("ana", "192.0.2.1", "set-state", "chat", "", "", 200, sequence, "why");
  }

  private void whole(long lines) throws IOException {
    AuditChain.Reports report = AuditChain.verify(folder);
    assertThat(report.problems()).isEmpty();
    assertThat(report.lines()).isEqualTo(lines);
  }

  private List<Long> sequences() throws IOException {
    return AuditReader.find(folder, new AuditReader.Query(null, null, null, null, 1000)).stream()
        .map(line -> line.json().path("sequence").asLong())
        .toList();
  }

  @Test
  void append_headUnwritableForAMoment_linesChainAndChangesGoOn() throws IOException {
    Path head = new AuditFiles(folder, NODE).head();
    try (AuditLog log = open()) {
      log.append(entry(1), true);
      Files.delete(head);
      Files.createDirectory(head);
      log.append(entry(2), true);
      log.append(entry(3), true);
      assertThat(log.writable()).isTrue();
      whole(3);
      Files.delete(head);
      log.append(entry(4), true);
    }
    whole(4);
    assertThat(Files.readString(head)).startsWith("000000000000000004 ");
    open().close();
    whole(4);
  }

  @Test
  void append_lineRefusedByTheDisk_isWrittenWhenItCanBeAndInOrder() throws IOException {
    try (AuditLog log = open()) {
      log.append(entry(1), true);
      // An interrupt makes a write fail and closes the file under it.
      Thread.currentThread().interrupt();
      log.append(entry(2), true);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(AuditChain.verify(folder).lines()).isEqualTo(1);
      assertThat(log.writable()).isTrue();
      log.append(entry(3), true);
    }
    assertThat(AuditChain.verify(folder).problems()).isEmpty();
    assertThat(sequences()).containsExactly(1L, 2L, 0L, 3L);
  }

  @Test
  void announce_refusedByTheDisk_saysSoAndWritesNothing() throws IOException {
    try (AuditLog log = open()) {
      Thread.currentThread().interrupt();
      assertThat(log.announce(entry(0))).isFalse();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(log.announce(entry(0))).isTrue();
    }
    whole(1);
  }

  private NodeStore store() {
    return FolderStores.open(
        folder.resolve("store"),
        StoreOptions.DEFAULTS
            .withNode(NODE, StoreOptions.DEFAULTS.ids())
            .withSync(false)
            .withClock(() -> now));
  }

  private static void publish(NodeStore store, String version) {
    Digest manifest = Digest.parse("0".repeat(64));
    store
        .catalog()
        .commit(
            "rollout",
            "because",
            state ->
                List.of(
                    new Change.Published(
                        WidgetName.parse("chat"),
                        Version.parse(version),
                        ReleaseState.RELEASED,
                        manifest)));
  }

  @Test
  void recover_changesWithoutALine_getTheirsOnce() throws IOException {
    try (NodeStore store = store()) {
      for (int i = 1; i <= 5; i++) {
        publish(store, "1.0." + i);
      }
      try (AuditLog log = open()) {
        // Calls that ran at the same time: the line of 3 came first, those of 2, 4 and 5 never.
        log.append(entry(1), true);
        log.append(entry(3), true);
      }
      try (AuditLog log = open()) {
        log.recover(store.catalog());
      }
      assertThat(sequences()).containsExactly(1L, 3L, 2L, 4L, 5L);
      try (AuditLog log = open()) {
        log.recover(store.catalog());
      }
      whole(5);
      JsonNode line =
          AuditReader.find(folder, new AuditReader.Query(null, "rollout", null, null, 1))
              .get(0)
              .json();
      assertThat(line.path("what").asString()).contains("published", "found in the change log");
      assertThat(line.path("why").asString()).isEqualTo("because");
      assertThat(line.path("widget").asString()).isEqualTo("chat");
    }
  }

  @Test
  void tick_changeThatNoCallMade_getsALine() throws IOException {
    try (NodeStore store = store();
        AuditLog log = open()) {
      log.recover(store.catalog());
      publish(store, "1.0.0");
      publish(store, "1.0.1");
      log.append(entry(2), true);
      await()
          .until(() -> store.catalog().followers().stream().allMatch(each -> each.behind() == 0));
      log.tick();
      assertThat(sequences()).containsExactly(2L);
      now = now.plus(Duration.ofMinutes(1));
      log.tick();
      log.tick();
      assertThat(sequences()).containsExactly(2L, 1L);
    }
    whole(2);
  }
}
