package dev.widgetorigin.origin.observe.logs;

import dev.widgetorigin.store.IoFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the files of logs can be written: whoever writes them later cannot tell anybody. */
public final class LogFolder {
  private LogFolder() {}

  /**
   * Why no line can be written to a folder, and what helps, as a sentence without its full stop;
   * null where lines can be. Makes the folder, and leaves nothing in it. Blocks.
   */
  public static String trouble(Path folder) {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      Files.delete(Files.createTempFile(folder, "probe", ".tmp"));
      return null;
    } catch (IOException e) {
      return trouble(folder, IoFailures.reason(e));
    }
  }

  /** The same without making anything, for who only looks. */
  public static String foreseen(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      return trouble(folder, there + " is no folder");
    }
    return Files.isWritable(there) ? null : trouble(folder, there + " cannot be written to");
  }

  private static String trouble(Path folder, String why) {
    return "no log can be written to "
        + folder
        + " ("
        + why
        + "): its lines are lost. Let the user of this process write there, or name another folder"
        + " with logs.folder";
  }
}
