package dev.widgetorigin.origin.observe.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolledFilesTest {
  private static final Duration RETENTION = Duration.ofDays(30);
  private static final long ROOM = 1 << 20;

  /** A little more than half of what goes into one file. */
  private static final byte[] MUCH = new byte[(int) ROOM / 16 / 2 + 1];

  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");

  private RolledFiles open() {
    return new RolledFiles(folder, "access", RETENTION, ROOM, () -> now);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void say(RolledFiles files, String text) throws IOException {
    files.write(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void newDay_beginsAFileAndDeletesThoseTooOld() throws IOException {
    Files.writeString(folder.resolve("access-2026-10-01.jsonl"), "old\n");
    Files.writeString(folder.resolve("access-2026-10-01.3.jsonl"), "old\n");
    Files.writeString(folder.resolve("access-notes.jsonl"), "not ours\n");
    Files.writeString(folder.resolve("access-2026-02-31.jsonl"), "no day\n");
    try (RolledFiles files = open()) {
      say(files, "one\n");
      now = now.plus(Duration.ofDays(1));
      say(files, "two\n");
    }
    assertThat(names())
        .containsExactly(
            "access-2026-02-31.jsonl",
            "access-2026-11-21.jsonl",
            "access-2026-11-22.jsonl",
            "access-notes.jsonl");
    assertThat(folder.resolve("access-2026-11-22.jsonl")).hasContent("two");
  }

  @Test
  void fullFile_isFollowedByOneWithANumber() throws IOException {
    try (RolledFiles files = open()) {
      files.write(MUCH);
      files.write(MUCH);
      say(files, "last\n");
    }
    assertThat(names()).containsExactly("access-2026-11-21.1.jsonl", "access-2026-11-21.jsonl");
    assertThat(folder.resolve("access-2026-11-21.jsonl")).hasSize(MUCH.length);
    assertThat(folder.resolve("access-2026-11-21.1.jsonl")).hasSize(MUCH.length + 5L);
  }

  /** By somebody who needed room, or by a tool that packs old logs. */
  @Test
  void fileTakenAwayMeanwhile_isMadeAgainWithinSeconds() throws IOException {
    Path file = folder.resolve("access-2026-11-21.jsonl");
    try (RolledFiles files = open()) {
      say(files, "one\n");
      Files.move(file, folder.resolve("packed"));
      now = now.plusSeconds(5);
      say(files, "two\n");
      assertThat(file).hasContent("two");
      assertThat(folder.resolve("packed")).hasContent("one");
      Files.delete(file);
      Files.writeString(file, "of another\n");
      now = now.minusSeconds(60);
      say(files, "three\n");
    }
    assertThat(file).hasContent("of another\nthree");
  }

  @Test
  void restart_goesOnWithTheNewestFile() throws IOException {
    for (int i = 0; i < 3; i++) {
      try (RolledFiles files = open()) {
        say(files, i + "\n");
      }
    }
    assertThat(names()).containsExactly("access-2026-11-21.jsonl");
    assertThat(folder.resolve("access-2026-11-21.jsonl")).hasContent("0\n1\n2");
  }

  @Test
  void restart_newestIsFull_beginsTheNext() throws IOException {
    for (int i = 0; i < 11; i++) {
      try (RolledFiles files = open()) {
        files.write(MUCH);
      }
    }
    assertThat(names()).hasSize(11).contains("access-2026-11-21.10.jsonl");
  }

  @Test
  void room_isNeverExceeded_andTheOldestGo() throws IOException {
    try (RolledFiles files = open()) {
      for (int i = 0; i < 100; i++) {
        if (i == 50) {
          now = now.plus(Duration.ofDays(1));
        }
        files.write(MUCH);
        assertThat(taken()).isLessThanOrEqualTo(ROOM);
      }
    }
    assertThat(taken()).isGreaterThan(ROOM / 16 * 7);
    assertThat(names())
        .contains("access-2026-11-22.49.jsonl")
        .doesNotContain("access-2026-11-22.jsonl");
  }

  @Test
  void clockFarAheadForAMoment_deletesNothing() throws IOException {
    try (RolledFiles files = open()) {
      for (int i = 0; i < 40; i++) {
        say(files, i + "\n");
        now = now.plus(Duration.ofDays(1));
      }
      assertThat(names()).hasSize(31);
      // The oldest goes on the next day, whether the clock is right or not.
      List<String> before = names().subList(1, 31);
      Instant right = now;
      now = now.plus(Duration.ofDays(400));
      // Full files begin others on that day.
      for (int i = 0; i < 3; i++) {
        files.write(MUCH);
      }
      assertThat(names()).containsAll(before).hasSize(33);
      now = right;
      say(files, "right again\n");
      assertThat(names()).containsAll(before).hasSize(34);
    }
  }

  @Test
  void nothingWrittenForLong_oldFilesGoADayLater() throws IOException {
    try (RolledFiles files = open()) {
      say(files, "long ago\n");
      now = now.plus(Duration.ofDays(100));
      say(files, "again\n");
      assertThat(names()).hasSize(2);
      now = now.plus(Duration.ofDays(1));
      say(files, "and again\n");
      assertThat(names()).containsExactly("access-2027-03-01.jsonl", "access-2027-03-02.jsonl");
    }
  }

  private long taken() throws IOException {
    long taken = 0;
    for (String name : names()) {
      taken += Files.size(folder.resolve(name));
    }
    return taken;
  }
}
