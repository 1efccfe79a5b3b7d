package dev.widgetorigin.store.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Restores backups into folders, as the command does. */
public final class Restoring {
  private Restoring() {}

  /** Throws what {@link Backup#restore} throws. */
  public static Backup.Report restore(Path backup, Path folder) {
    try (CopyTarget target = CopyTarget.emptyFolder(folder)) {
      return Backup.restore(backup, target, UpkeepEvents.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
