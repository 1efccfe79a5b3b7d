package dev.widgetorigin.origin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditLogTest {
  private static final String NODE = "0123456789ab";
  private static final int LINES = 8;
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = new AuditFiles(folder, NODE).file();
    try (AuditLog log = open()) {
      for (int i = 1; i <= LINES; i++) {
        log.append(entry(i), i % 2 == 0);
      }
    }
  }

  @Test
  void open_new_filesAreTheOwnersOnly() throws IOException {
    for (String name : List.of("audit-" + NODE + ".log", "audit-" + NODE + ".head")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  private AuditLog open() {
    return AuditLogs.open(folder, NODE, () -> Instant.parse("2026-11-21T09:00:00Z"));
  }

  private static AuditEntry entry(int i) {
    return new AuditEntry(
        "ana", "192.0.2.1", "set-state", "chat", "1.0." + i, "", 200, i, "why \n\"ü");
  }

  private List<String> problems() throws IOException {
    return AuditChain.verify(folder).problems();
  }

  private List<String> lines() throws IOException {
    return new ArrayList<>(Files.readAllLines(file));
  }

  private void lines(List<String> lines) throws IOException {
    Files.write(file, lines);
  }

  @DisplayName("a program that rotates logs takes the file away: what comes after is not lost")
  @ParameterizedTest
  @ValueSource(strings = {"delete", "rename", "copytruncate", "cut within a line"})
  void append_fileChangedBeneath_goesOnAndSaysSo(String how) throws IOException {
    try (AuditLog log = open()) {
      log.append(entry(LINES + 1), true);
      switch (how) {
        case "delete" -> Files.delete(file);
        case "rename" -> Files.move(file, folder.resolve("audit.1"));
        case "copytruncate" -> Files.write(file, new byte[0]);
        default -> {
          byte[] bytes = Files.readAllBytes(file);
          Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
        }
      }
      log.append(entry(LINES + 2), true);
      log.append(entry(LINES + 3), true);
      assertThat(log.writable()).isTrue();
    }

    List<String> lines = lines();
    int left = how.equals("cut within a line") ? LINES : 0;
    assertThat(lines).hasSize(left + 3);
    assertThat(lines.get(left)).contains("\"action\":\"audit-damaged\"", "while it was open");
    assertThat(lines.get(left + 1)).contains("\"n\":" + (LINES + 3), "1.0." + (LINES + 2));
    assertThat(lines.get(left + 2)).contains("\"n\":" + (LINES + 4), "1.0." + (LINES + 3));
    assertThat(problems()).isNotEmpty().noneMatch(each -> each.contains("edited"));
    // Once told, it is not told again.
    try (AuditLog log = open()) {
      log.append(entry(LINES + 4), true);
    }
    assertThat(lines()).hasSize(left + 4);
  }

  @Test
  void verify_untouched_findsNothingAndNamesTheHead() throws IOException {
    AuditChain.Reports report = AuditChain.verify(folder);
    assertThat(report.problems()).isEmpty();
    assertThat(report.lines()).isEqualTo(LINES);
    assertThat(report.nodes().get(NODE).head().number()).isEqualTo(LINES);
  }

  @Test
  void verify_anyLineEdited_isFound() throws IOException {
    List<String> original = lines();
    for (int i = 0; i < LINES; i++) {
      List<String> edited = new ArrayList<>(original);
      edited.set(i, edited.get(i).replace("ana", "eve"));
      lines(edited);
      assertThat(problems()).as("line %d edited", i + 1).isNotEmpty();
      assertThat(problems().get(0)).contains("line " + (i + 1)).contains("edited");
    }
  }

  @Test
  void verify_anyLineRemoved_isFound() throws IOException {
    List<String> original = lines();
    for (int i = 0; i < LINES; i++) {
      List<String> fewer = new ArrayList<>(original);
      fewer.remove(i);
      lines(fewer);
      assertThat(problems()).as("line %d removed", i + 1).isNotEmpty();
    }
  }

  @Test
  void verify_cutShortAnywhere_isFound() throws IOException {
    List<String> original = lines();
    for (int kept = 0; kept < LINES; kept++) {
      lines(original.subList(0, kept));
      assertThat(problems()).as("%d lines kept", kept).isNotEmpty();
    }
  }

  @Test
  void verify_linesSwappedOrAdded_isFound() throws IOException {
    List<String> original = lines();
    List<String> swapped = new ArrayList<>(original);
    swapped.set(2, original.get(3));
    swapped.set(3, original.get(2));
    lines(swapped);
    assertThat(problems()).isNotEmpty();
    List<String> doubled = new ArrayList<>(original);
    doubled.add(4, original.get(3));
    lines(doubled);
    assertThat(problems()).isNotEmpty();
  }

  @Test
  void open_afterTornLine_cutsItOffAndSaysSo() throws IOException {
    Files.writeString(file, "{\"n\":9,\"time\":\"20", StandardOpenOption.APPEND);
    assertThat(problems()).singleElement().asString().contains("torn");
    try (AuditLog log = open()) {
      log.append(entry(9), true);
    }
    assertThat(problems()).isEmpty();
    assertThat(lines().get(LINES)).contains("audit-repaired").contains("17 bytes");
    assertThat(lines()).hasSize(LINES + 2);
  }

  @Test
  void open_afterBeingCutShort_keepsTheFactInTheLog() throws IOException {
    lines(lines().subList(0, 5));
    try (AuditLog log = open()) {
      log.append(entry(9), true);
    }
    assertThat(problems()).singleElement().asString().contains("after line 8 had been written");
  }

  @Test
  void open_whereTheHeadLagsBehind_isNoDamage() throws IOException {
    String old = Files.readString(new AuditFiles(folder, NODE).head());
    try (AuditLog log = open()) {
      log.append(entry(9), true);
    }
    Files.writeString(new AuditFiles(folder, NODE).head(), old);
    assertThat(problems()).isEmpty();
    open().close();
    assertThat(problems()).isEmpty();
  }

  @Test
  void append_fromManyThreads_keepsTheChain() throws IOException {
    try (AuditLog log = open()) {
      CompletableFuture.allOf(
              IntStream.range(0, 200)
                  .mapToObj(i -> CompletableFuture.runAsync(() -> log.append(entry(i), false)))
                  .toArray(CompletableFuture[]::new))
          .join();
    }
    assertThat(problems()).isEmpty();
    assertThat(lines()).hasSize(LINES + 200);
  }

  @Test
  void append_hugeAndOddText_isBoundedAndOneLine() throws IOException {
    try (AuditLog log = open()) {
      log.append(
          new AuditEntry("a\nb", "x", "y", "w".repeat(100_000), null, "", 200, 1, "\u2028\r\n"),
          true);
    }
    assertThat(problems()).isEmpty();
    assertThat(lines().get(LINES).getBytes(StandardCharsets.UTF_8).length).isLessThan(5000);
  }

  @Test
  void verify_logsOfSeveralNodesInOneFolder_checksEachAndNamesTheNode() throws IOException {
    Path together = Files.createDirectory(folder.resolve("together"));
    append(together, "aaaa", "2026-11-21T09:00:00Z", "2026-11-21T09:00:02.500Z");
    append(together, "bbbb", "2026-11-21T09:00:01Z", "2026-11-21T09:00:02Z");

    AuditChain.Reports report = AuditChain.verify(together);
    assertThat(report.problems()).isEmpty();
    assertThat(report.nodes()).containsOnlyKeys("aaaa", "bbbb");
    assertThat(report.lines()).isEqualTo(4);
    assertThat(AuditReader.find(together, new AuditReader.Query(null, null, null, null, 3)))
        .extracting(line -> line.json().path("who").asString())
        .containsExactly("bbbb", "bbbb", "aaaa");
    Path edited = new AuditFiles(together, "bbbb").file();
    Files.writeString(edited, Files.readString(edited).replaceFirst("bbbb", "cccc"));
    assertThat(AuditChain.verify(together).problems())
        .isNotEmpty()
        .allMatch(problem -> problem.startsWith("node bbbb: "));
  }

  private static void append(Path folder, String node, String... times) throws IOException {
    for (String time : times) {
      try (AuditLog log = AuditLogs.open(folder, node, () -> Instant.parse(time))) {
        log.append(
            new AuditEntry(node, "192.0.2.1", "set-state", "chat", "", "", 200, 0, ""), true);
      }
    }
  }
}
