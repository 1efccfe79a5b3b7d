package dev.widgetorigin.origin.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** What tests do to the files of audit logs. */
public final class AuditFilesOf {
  private AuditFilesOf() {}

  /** Puts a log of so many lines there, as if it were copied from another node. */
  public static void anotherNode(Path folder, String node, Instant time, int lines)
      throws IOException {
    try (AuditLog log = AuditLogs.open(folder, node, () -> time)) {
      for (int i = 0; i < lines; i++) {
        log.append(new AuditEntry("ana", "-", "pin", "chat", "latest", "", 200, 0, ""), true);
      }
    }
  }

  /** Replaces a text in the file that is written to, as a forger would. */
  public static void edit(Path folder, String from, String to) throws IOException {
    for (AuditFiles files : AuditFiles.in(folder)) {
      String text = Files.readString(files.file());
      Files.writeString(files.file(), text.replace(from, to));
    }
  }
}
