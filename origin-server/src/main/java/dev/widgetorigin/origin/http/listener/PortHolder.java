package dev.widgetorigin.origin.http.listener;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which process listens on a port of this machine, as {@code ss -ltnp} tells it: the socket's inode
 * from {@code /proc/net/tcp}, and the process that has it open from {@code /proc/PID/fd}. Linux
 * only; other users' processes are seen by root alone.
 */
final class PortHolder {
  /** State of a listening socket in /proc/net/tcp. */
  private static final String LISTEN = "0A";

  private final Path proc;

  PortHolder(Path proc) {
    this.proc = proc;
  }

  /**
   * {@code process 4711 (nginx)}, or {@code a process of another user}; empty where nobody can be
   * found.
   */
  public static Optional<String> of(int port) {
    return new PortHolder(Path.of("/proc")).find(port);
  }

  Optional<String> find(int port) {
    Set<String> inodes = new HashSet<>();
    for (String table : new String[] {"net/tcp", "net/tcp6"}) {
      addListening(proc.resolve(table), port, inodes);
    }
    if (inodes.isEmpty()) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, inodes)) {
          return Optional.of("process " + process.getFileName() + " (" + name(process) + ")");
        }
      }
    } catch (IOException noSuchSystem) {
      return Optional.empty();
    }
    return Optional.of("a process of another user");
  }

  /** Lines: {@code 0: 0100007F:1F91 00000000:0000 0A … uid timeout inode}. */
  private static void addListening(Path table, int port, Set<String> inodes) {
    String end = String.format(Locale.ROOT, ":%04X", port);
    try {
      for (String line : Files.readAllLines(table, StandardCharsets.ISO_8859_1)) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9 && fields[1].endsWith(end) && fields[3].equals(LISTEN)) {
          inodes.add("socket:[" + fields[9] + "]");
        }
      }
    } catch (IOException noIpv6OrNotLinux) {
      // Nothing listens by a protocol that is not there.
      return;
    }
  }

  private static boolean holds(Path process, Set<String> inodes) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (inodes.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException goneOrNotOurs) {
      return false;
    }
    return false;
  }

  private static String name(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException gone) {
      return "?";
    }
  }
}
