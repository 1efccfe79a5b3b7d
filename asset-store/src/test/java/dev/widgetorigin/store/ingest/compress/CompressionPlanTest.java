package dev.widgetorigin.store.ingest.compress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.ingest.compress.CompressionPlan.Task;
import dev.widgetorigin.store.manifest.Encoding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CompressionPlanTest {
  private static final long MB = 1_000_000;

  @ParameterizedTest
  @ValueSource(longs = {100_000, 1_000_000, 5_000_000})
  void efforts_ordinaryBundle_allAtTheBest(long size) {
    List<Task> tasks =
        tasks(
            "dist/a.js", size / 2, "dist/a.js.map", size / 4, "b.css", size / 8, "c.js", size / 8);
    assertThat(efforts(tasks).values()).containsOnly(Effort.BEST);
  }

  @ParameterizedTest
  @CsvSource({
    "4500000, BR, BEST",
    "6000000, BR, GOOD",
    "15000000, ZSTD, BEST",
    "22000000, ZSTD, GOOD"
  })
  void efforts_oneFile_noTaskTakesTooLong(long size, Encoding encoding, Effort effort) {
    Task task = new Task(file("a.js", size), encoding, true);
    assertThat(efforts(List.of(task))).containsEntry(task, effort);
  }

  @Test
  void efforts_tooMuch_mapsFirstThenTheLargestAndNamedFilesLast() {
    List<Task> tasks =
        tasks("small.js", MB, "middle.js", 3 * MB, "large.js", 4 * MB, "small.js.map", 6 * MB);
    tasks.addAll(named("entry.js", 4 * MB));
    var efforts = efforts(tasks);
    assertThat(efforts.get(br(tasks, "small.js.map"))).isEqualTo(Effort.QUICK);
    assertThat(efforts.get(br(tasks, "large.js"))).isEqualTo(Effort.GOOD);
    assertThat(efforts.get(br(tasks, "small.js"))).isEqualTo(Effort.BEST);
    assertThat(efforts.get(br(tasks, "entry.js"))).isEqualTo(Effort.BEST);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20, 50, 100, 1000})
  void efforts_100MBInAnyNumberOfFiles_fitIntoTheTime(int files) {
    Object[] named = new Object[2 * files];
    for (int i = 0; i < files; i++) {
      named[2 * i] = i + ".js";
      named[2 * i + 1] = Math.min(50 * MB, 100 * MB / files);
    }
    List<Task> tasks = tasks(named);
    double patience = CompressionPlan.patience(tasks, 2);
    double planned =
        efforts(tasks).entrySet().stream().mapToDouble(e -> e.getKey().seconds(e.getValue())).sum();
    double quick = tasks.stream().mapToDouble(task -> task.seconds(Effort.QUICK)).sum();
    assertThat(planned / 2).as("by the figures").isLessThan(patience);
    assertThat(patience + 2 * quick / 2)
        .as("where all is late and the machine half as fast")
        .isLessThanOrEqualTo(14.1);
  }

  @Test
  void efforts_slowerMachine_lighterAndFasterMachine_better() {
    List<Task> tasks = tasks("a.js", 3 * MB, "b.js", 4 * MB);
    assertThat(CompressionPlan.efforts(tasks, 12, 2, 1).values()).contains(Effort.BEST);
    assertThat(CompressionPlan.efforts(tasks, 12, 2, 20).values()).doesNotContain(Effort.BEST);
    List<Task> large = tasks("a.js", 9 * MB, "b.js", 9 * MB);
    assertThat(CompressionPlan.efforts(large, 12, 2, 1))
        .containsEntry(br(large, "a.js"), Effort.GOOD);
    assertThat(CompressionPlan.efforts(large, 12, 2, 0.25))
        .containsEntry(br(large, "a.js"), Effort.BEST);
  }

  @Test
  void efforts_noTimeLeft_allQuick() {
    assertThat(CompressionPlan.efforts(tasks("a.js", MB), 0, 2, 1).values())
        .containsOnly(Effort.QUICK);
  }

  @Test
  void efforts_sameTasksAgain_samePlan() {
    List<Task> tasks = tasks("a.js", 30 * MB, "b.js", 30 * MB, "c.js", 30 * MB);
    assertThat(efforts(tasks)).isEqualTo(efforts(tasks));
  }

  @Test
  void byValue_namedFirstThenTheLargestAndMapsLast() {
    List<Task> tasks = tasks("a.js", MB, "b.js", 2 * MB, "b.js.map", 9 * MB);
    tasks.addAll(named("entry.js", 10));
    tasks.sort(Task.BY_VALUE);
    assertThat(tasks.stream().map(task -> task.file().path()).distinct())
        .containsExactly("entry.js", "b.js", "a.js", "b.js.map");
  }

  private static Map<Task, Effort> efforts(List<Task> tasks) {
    return CompressionPlan.efforts(tasks, CompressionPlan.patience(tasks, 2), 2, 1);
  }

  private static Task br(List<Task> tasks, String path) {
    return tasks.stream()
        .filter(t -> t.file().path().equals(path) && t.encoding() == Encoding.BR)
        .findFirst()
        .orElseThrow();
  }

  /** Names and sizes in turn, each in every encoding. */
  private static List<Task> tasks(Object... named) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < named.length; i += 2) {
      for (Encoding encoding : Encoding.PLAIN) {
        UnpackedFile file = file((String) named[i], ((Number) named[i + 1]).longValue());
        tasks.add(new Task(file, encoding, false));
      }
    }
    return tasks;
  }

  private static List<Task> named(String path, long size) {
    return Encoding.PLAIN.stream()
        .map(encoding -> new Task(file(path, size), encoding, true))
        .toList();
  }

  private static UnpackedFile file(String path, long size) {
    return new UnpackedFile(path, Path.of(path), size, null, "", "");
  }
}
