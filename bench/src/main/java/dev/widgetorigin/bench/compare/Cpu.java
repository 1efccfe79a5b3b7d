package dev.widgetorigin.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What processes have used so far, from Linux' /proc. */
final class Cpu {
  /** USER_HZ: 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private Cpu() {}

  /** Seconds of processor time (user and system) of a process and all its descendants. */
  static double seconds(ProcessHandle root) {
    double own = ticks(root.pid());
    List<ProcessHandle> descendants = root.descendants().toList();
    for (ProcessHandle child : descendants) {
      own += ticks(child.pid());
    }
    return own / TICKS_PER_SECOND;
  }

  /** Resident memory of a process and its descendants in bytes. */
  static long residentBytes(ProcessHandle root) {
    long sum = resident(root.pid());
    for (ProcessHandle child : root.descendants().toList()) {
      sum += resident(child.pid());
    }
    return sum;
  }

  private static double ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The command name is in parentheses and may hold blanks: count from its end.
      String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Double.parseDouble(rest[11]) + Double.parseDouble(rest[12]);
    } catch (IOException ended) {
      return 0;
    }
  }

  private static long resident(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException ended) {
      return 0;
    }
    return 0;
  }
}
