package dev.widgetorigin.origin.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The audit logs of a folder as they are written. */
public final class AuditText {
  private AuditText() {}

  /** Empty where there is none. */
  public static String of(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    for (AuditFiles node : AuditFiles.in(folder)) {
      for (Path file : node.all()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
