package dev.widgetorigin.origin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.layout.CrashPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audit log in several files: the chain goes through all of them, and begins where it may. */
final class AuditRetentionTest {
  static final String NODE = "0123456789ab";
  private static final long MOST_BYTES = 64 * 1024;
  private static final Duration RETENTION = Duration.ofDays(5);

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-01T09:00:00Z");

  private AuditLog open() {
    return AuditLog.open(folder, NODE, () -> now, RETENTION, MOST_BYTES, UnaryOperator.identity());
  }

  private static AuditEntry entry(int i) {
    return new AuditEntry("ana", "192.0.2.1", "set-state", "chat", "1.0." + i, "", 200, i, "why");
  }

  /** A line a day. */
  private void days(int days) throws IOException {
    try (AuditLog log = open()) {
      for (int i = 1; i <= days; i++) {
        log.append(entry(i), true);
        now = now.plus(Duration.ofDays(1));
      }
    }
  }

  private List<Path> segments() throws IOException {
    return new AuditFiles(folder, NODE).segments().stream().map(AuditFiles.Segment::path).toList();
  }

  private AuditChain.Reports whole() throws IOException {
    AuditChain.Reports report = AuditChain.verify(folder);
    assertThat(report.problems()).isEmpty();
    return report;
  }

  @Test
  void append_nextDay_beginsAFileThatGoesOnWithTheChain() throws IOException {
    days(3);
    assertThat(segments())
        .extracting(path -> path.getFileName().toString())
        .containsExactly(
            "audit-" + NODE + "-2026-11-01-000000000000000001.log",
            "audit-" + NODE + "-2026-11-02-000000000000000002.log");
    AuditChain.Reports report = whole();
    assertThat(report.lines()).isEqualTo(3);
    assertThat(report.removed()).isZero();
  }

  @Test
  void append_tooOldSegments_areRemovedAndTheRestIsWhole() throws IOException {
    days(20);
    AuditChain.Reports report = whole();
    assertThat(report.removed()).isGreaterThan(10);
    assertThat(segments()).hasSizeBetween(5, 7);
    try (AuditLog log = open()) {
      log.append(entry(21), true);
    }
    assertThat(whole().nodes().get(NODE).head().number())
        .isGreaterThan(report.nodes().get(NODE).head().number());
  }

  @Test
  void append_flood_staysWithinItsBytes() throws IOException {
    try (AuditLog log = open()) {
      for (int i = 1; i <= 2000; i++) {
        log.append(entry(i), false);
      }
    }
    long bytes = 0;
    for (Path file : new AuditFiles(folder, NODE).all()) {
      bytes += Files.size(file);
    }
    assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
    assertThat(whole().removed()).isPositive();
  }

  @Test
  void verify_anySegmentRemovedByHand_isFound() throws IOException {
    days(20);
    for (Path segment : segments()) {
      byte[] bytes = Files.readAllBytes(segment);
      Files.delete(segment);
      assertThat(AuditChain.verify(folder).problems()).as("%s", segment).isNotEmpty();
      Files.write(segment, bytes);
    }
    whole();
  }

  @Test
  void verify_oldestLinesRemovedByHand_isFound() throws IOException {
    days(20);
    Path oldest = segments().get(0);
    List<String> lines = new ArrayList<>(Files.readAllLines(oldest));
    lines.remove(0);
    if (lines.isEmpty()) {
      Files.delete(oldest);
    } else {
      Files.write(oldest, lines);
    }
    assertThat(AuditChain.verify(folder).problems()).first().asString().contains("not by its");
  }

  @Test
  void open_rolledAndThenKilled_goesOnAfterTheSegment() throws IOException {
    days(3);
    Path file = new AuditFiles(folder, NODE).file();
    Files.move(file, folder.resolve("audit-" + NODE + "-2026-11-03-000000000000000003.log"));
    try (AuditLog log = open()) {
      log.append(entry(4), true);
    }
    assertThat(whole().lines()).isEqualTo(4);
  }

  /**
   * Three segments have become too old at once. Each is announced by a line, then removed, before
   * the next one is announced; the first line of the day also rolls the file.
   */
  @ParameterizedTest(name = "{0}, time {1}: {2} removed, {3} announced")
  @CsvSource({
    "AUDIT_ROLLED,         1, 0, 0",
    "AUDIT_WRITTEN,        1, 0, 1",
    "AUDIT_BEFORE_REMOVAL, 1, 0, 1",
    "AUDIT_BEFORE_LINE,    2, 1, 1",
    "AUDIT_BEFORE_REMOVAL, 3, 2, 3",
  })
  void tick_killedWhileSegmentsAreRemoved_isWholeBeforeAndAfter(
      CrashPoint point, int time, int removed, int announced) throws Exception {
    days(10);
    now = now.plus(Duration.ofDays(2));
    // The first day after a gap alone makes nothing old that was not: the clock may be wrong.
    days(1);
    List<Path> before = segments();
    long written = whole().nodes().get(NODE).head().number();

    assertThat(removeOld(point.text() + ":" + time)).isEqualTo(CrashPoint.EXIT_STATUS);

    assertThat(before.stream().filter(path -> Files.notExists(path)).toList())
        .isEqualTo(before.subList(0, removed));
    long lines = whole().nodes().get(NODE).head().number();
    assertThat(lines).isEqualTo(written + announced);
    try (AuditLog log = open()) {
      log.tick();
    }
    assertThat(before.stream().filter(path -> Files.notExists(path)).toList())
        .isEqualTo(before.subList(0, 3));
    // What was announced and not removed is announced once more.
    assertThat(whole().nodes().get(NODE).head().number()).isEqualTo(lines + 3 - removed);
  }

  /** In a process of its own; answers its status. */
  private int removeOld(String crash) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dwidgetorigin.crash=" + crash,
                "-cp",
                System.getProperty("java.class.path"),
                AuditCrashMain.class.getName(),
                folder.toString(),
                now.toString(),
                RETENTION.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void append_clockFarAheadForAMoment_removesNothing() throws IOException {
    days(10);
    List<Path> before = segments();
    Instant right = now;
    now = now.plus(Duration.ofDays(400));
    try (AuditLog log = open()) {
      log.append(entry(11), true);
      log.tick();
      // The first of the segments is as old as it looks: it would go on the right day too.
      assertThat(segments()).containsAll(before.subList(1, before.size()));
      now = right;
      log.append(entry(12), true);
      log.tick();
    }
    assertThat(segments()).containsAll(before.subList(1, before.size()));
    assertThat(whole().removed()).isLessThanOrEqualTo(6);
  }

  @Test
  void append_clockBackADay_keepsTheChain() throws IOException {
    days(3);
    now = now.minus(Duration.ofDays(2));
    try (AuditLog log = open()) {
      log.append(entry(4), true);
      log.append(entry(5), true);
    }
    assertThat(whole().lines()).isEqualTo(5);
  }
}
