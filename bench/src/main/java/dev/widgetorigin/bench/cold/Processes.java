package dev.widgetorigin.bench.cold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel knows of processes. */
final class Processes {
  /** USER_HZ: 100 on every Linux that Java runs on. */
  static final int TICKS_PER_SECOND = 100;

  private Processes() {}

  /** The folders in {@code /proc} of a process' threads whose name begins so; empty: of all. */
  static List<Path> threads(long pid, String name) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return all.filter(each -> read(each.resolve("comm")).startsWith(name)).toList();
    }
  }

  /** Empty where the thread has ended. */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException ended) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fields of {@code stat} of a process or thread after its name; the first is its state. */
  static String[] stat(Path folder) {
    String stat = read(folder.resolve("stat"));
    // The name is in parentheses and may hold blanks.
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  /** Seconds of processor time that a process has used so far. */
  static double cpuSeconds(long pid) {
    String[] stat = stat(Path.of("/proc", Long.toString(pid)));
    return (Double.parseDouble(stat[11]) + Double.parseDouble(stat[12])) / TICKS_PER_SECOND;
  }
}
