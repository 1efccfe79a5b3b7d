package dev.widgetorigin.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.MemoryObjects;
import dev.widgetorigin.store.object.MemoryObjects.Fault;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.upkeep.Backup;
import dev.widgetorigin.store.upkeep.GarbageCollector;
import dev.widgetorigin.store.upkeep.UpkeepEvents;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.DownloadTally.Count;
import dev.widgetorigin.store.widget.DownloadTally.Latency;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadObjectsTest {
  private static final LocalDate DAY = LocalDate.parse("2026-11-29");

  private Fault fault = Fault.NONE;
  private final MemoryObjects objects =
      new MemoryObjects(
          (verb, key) -> {
            Fault once = verb.equals("create") ? fault : Fault.NONE;
            fault = verb.equals("create") ? Fault.NONE : fault;
            return once;
          },
          () -> Instant.ofEpochSecond(6_060));
  private final DownloadObjects downloads = new DownloadObjects(objects);

  private static DownloadTally tally(LocalDate day, String writer, long number, long count) {
    WidgetName widget = WidgetName.parse("@acme/chat");
    return new DownloadTally(
        day,
        writer,
        number,
        writer.startsWith("log"),
        List.of(
            new Count(widget, Version.parse("1.0.0-RC.1"), "script", count, 100 * count),
            new Count(widget, null, "style", 1, 0)),
        List.of(new Latency(250, count), new Latency(0, 1)),
        writer.startsWith("log")
            ? List.of()
            : List.of(new DownloadTally.OfWidget(widget, List.of(new Latency(250, count)))));
  }

  private List<DownloadTally> read(LocalDate from, LocalDate to) {
    List<DownloadTally> found = new ArrayList<>();
    downloads.read(from, to, found::add);
    return found;
  }

  private List<String> keys() throws IOException {
    List<String> keys = new ArrayList<>();
    objects.list("", entry -> keys.add(entry.key()));
    return keys;
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"NONE", "ANSWER_LOST", "CALL_LOST", "DELAYED"})
  void write_laterTallyOfTheSameDay_replacesTheEarlier(Fault lost) throws IOException {
    downloads.write(tally(DAY, "n1-r1", 9, 3));
    fault = lost;
    downloads.write(tally(DAY, "n1-r1", 10, 5));
    downloads.write(tally(DAY, "n1-r2", 1, 2));

    assertThat(read(DAY, DAY))
        .containsExactly(tally(DAY, "n1-r1", 10, 5), tally(DAY, "n1-r2", 1, 2));
    assertThat(keys())
        .containsExactly(
            "downloads/2026-11-29/n1-r1.000000000010.json",
            "downloads/2026-11-29/n1-r2.000000000001.json");
    assertThat(downloads.has(tally(DAY, "n1-r2", 1, 7))).isTrue();
    assertThat(downloads.has(tally(DAY, "n1-r2", 2, 7))).isFalse();
  }

  @Test
  void read_writerDiedBeforeItRemovedTheEarlier_countsTheLastOnly() throws IOException {
    downloads.write(tally(DAY, "n1-r1", 2, 5));
    String earlier = "downloads/2026-11-29/n1-r1.000000000001.json";
    objects.ensure(earlier, Source.of("not even read".getBytes(StandardCharsets.UTF_8)));

    assertThat(read(DAY, DAY)).containsExactly(tally(DAY, "n1-r1", 2, 5));
  }

  @Test
  void write_tallyThatIsOlderThanTheLast_changesNothing() throws IOException {
    downloads.write(tally(DAY, "n1-r1", 2, 5));
    downloads.write(tally(DAY, "n1-r1", 1, 3));
    downloads.remove(tally(DAY, "n1-r1", 1, 3));

    assertThat(read(DAY, DAY)).containsExactly(tally(DAY, "n1-r1", 2, 5));
    assertThat(keys()).hasSize(1);
    downloads.remove(tally(DAY, "n1-r1", 2, 5));
    assertThat(keys()).isEmpty();
  }

  @Test
  void read_objectOfAnOlderProgram_hasNoLatencyOfWidgets() throws IOException {
    String old =
        "{\"format\":1,\"day\":\"2026-11-29\",\"writer\":\"x\",\"number\":1,\"source\":\"origin\","
            + "\"counts\":[{\"widget\":\"chat\",\"type\":\"script\",\"downloads\":3,\"bytes\":9}],"
            + "\"latency\":[{\"micros\":250,\"requests\":3}]}";
    objects.ensure(
        StoreLayout.downloads(DAY, "x", 1), Source.of(old.getBytes(StandardCharsets.UTF_8)));

    assertThat(read(DAY, DAY)).hasSize(1);
    assertThat(read(DAY, DAY).get(0).ofWidgets()).isEmpty();
    assertThat(read(DAY, DAY).get(0).latency()).containsExactly(new Latency(250, 3));
  }

  @Test
  void read_someDays_leavesOutTheOthers() {
    for (int i = -2; i <= 2; i++) {
      downloads.write(tally(DAY.plusDays(i), "n1-r1", 1, 10 + i));
    }

    assertThat(read(DAY.minusDays(1), DAY.plusDays(1)))
        .extracting(DownloadTally::day)
        .containsExactly(DAY.minusDays(1), DAY, DAY.plusDays(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"format\":2}",
        "{\"format\":1,\"day\":\"2026-11-31\",\"writer\":\"x\",\"number\":1,\"source\":\"origin\","
            + "\"counts\":[],\"latency\":[]}",
        "{\"format\":1,\"day\":\"2026-11-29\",\"writer\":\"y\",\"number\":1,\"source\":\"origin\","
            + "\"counts\":[],\"latency\":[]}",
        "{\"format\":1,\"day\":\"2026-11-29\",\"writer\":\"x\",\"number\":1,\"source\":\"origin\","
            + "\"counts\":[{\"widget\":\"chat\",\"type\":\"script\",\"downloads\":-1,"
            + "\"bytes\":0}],\"latency\":[]}"
      })
  void read_damaged_leavesOnlyThatOut(String text) throws IOException {
    downloads.write(tally(DAY, "n1-r1", 1, 5));
    String key = StoreLayout.downloads(DAY, "x", 1);
    objects.ensure(key, Source.of(text.getBytes(StandardCharsets.UTF_8)));
    objects.ensure("downloads/elsewhere", Source.of(text.getBytes(StandardCharsets.UTF_8)));

    assertThat(read(DAY, DAY)).containsExactly(tally(DAY, "n1-r1", 1, 5));
  }

  @Test
  void removeBefore_aDay_keepsThatDay() {
    downloads.write(tally(DAY.minusDays(1), "n1-r1", 1, 5));
    downloads.write(tally(DAY, "n1-r1", 2, 5));

    downloads.removeBefore(DAY);

    assertThat(read(DAY.minusDays(9), DAY)).containsExactly(tally(DAY, "n1-r1", 2, 5));
  }

  @Test
  void storeWithDownloads_collectedAndBackedUp_keepsThoseOfNinetyDays(@TempDir Path temporary) {
    StoreOptions options =
        StoreOptions.DEFAULTS
            .withSync(false)
            .withClock(() -> Instant.parse("2026-11-29T12:00:00Z"));
    DownloadTally old = tally(DAY.minusDays(DownloadTally.DAYS + 1), "n1-r1", 1, 5);
    DownloadTally kept = tally(DAY.minusDays(DownloadTally.DAYS), "n1-r1", 2, 6);
    Path copy = temporary.resolve("copy");
    try (NodeStore store = FolderStores.open(temporary.resolve("store"), options)) {
      store.downloads().write(old);
      store.downloads().write(kept);

      GarbageCollector.Report report = GarbageCollector.collect(store, false, Duration.ZERO);
      Backup.Report backup = Backup.backup(store, copy, UpkeepEvents.NONE);

      assertThat(report.objects()).containsExactly("downloads/2026-08-30/n1-r1.000000000001.json");
      assertThat(backup.problems()).isEmpty();
    }
    try (NodeStore opened = FolderStores.openReadOnly(copy, options)) {
      List<DownloadTally> found = new ArrayList<>();
      opened.downloads().read(LocalDate.EPOCH, DAY, found::add);
      assertThat(found).containsExactly(kept);
    }
  }
}
