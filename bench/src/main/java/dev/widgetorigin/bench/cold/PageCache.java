package dev.widgetorigin.bench.cold;

import dev.widgetorigin.bench.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes the kernel forget what it read of the disk. */
final class PageCache {
  private static final Path SWITCH = Path.of("/proc/sys/vm/drop_caches");
  private static final int FILES_A_COMMAND = 200;

  private final int level;
  private final Path folder;

  /**
   * @param level 1: pages, of files and of folders; 3: names and inodes as well
   * @param folder of whose files alone the pages go where this process may not drop all
   */
  PageCache(int level, Path folder) {
    this.level = level;
    this.folder = folder;
  }

  /**
   * Drops the pages of what was read just before: what the disk itself, or the host of a virtual
   * one, keeps of it is the same for all then.
   */
  void drop() throws IOException, InterruptedException {
    Shell.output("sh", "-c", "find \"$0\" -type f -exec cat {} + >/dev/null", folder.toString());
    Shell.output("sync");
    if (Files.isWritable(SWITCH)) {
      Files.writeString(SWITCH, Integer.toString(level));
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      dropFiles(files.filter(Files::isRegularFile).map(Path::toString).toList());
    }
  }

  private static void dropFiles(List<String> files) throws IOException, InterruptedException {
    for (int i = 0; i < files.size(); i += FILES_A_COMMAND) {
      List<String> command = new ArrayList<>();
      command.addAll(
          List.of(
              "sh", "-c", "for f; do dd if=\"$f\" iflag=nocache count=0 2>/dev/null; done", "sh"));
      command.addAll(files.subList(i, Math.min(i + FILES_A_COMMAND, files.size())));
      Shell.output(command.toArray(String[]::new));
    }
  }

  String description() {
    return Files.isWritable(SWITCH)
        ? "`echo " + level + " > /proc/sys/vm/drop_caches`"
        : "the pages of the measured files dropped (`dd iflag=nocache count=0`)";
  }
}
