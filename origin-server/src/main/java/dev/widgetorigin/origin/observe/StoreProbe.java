package dev.widgetorigin.origin.observe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Finds out whether a folder can be written by writing to it. {@link #run} is called now and then
 * by a thread that may block; {@link #get} answers what it found.
 */
public final class StoreProbe implements Runnable, Supplier<Health.State> {
  private static final long LOW_BYTES = 64L << 20;

  private final Path folder;
  private volatile Health.State state = Health.State.up("not looked at yet");

  public StoreProbe(Path folder) {
    this.folder = folder;
  }

  @Override
  public void run() {
    state = look();
  }

  @Override
  public Health.State get() {
    return state;
  }

  private Health.State look() {
    try {
      Path probe = Files.createTempFile(folder, "probe", ".tmp");
      try {
        Files.write(probe, new byte[] {1});
      } finally {
        Files.delete(probe);
      }
      long free = Files.getFileStore(folder).getUsableSpace();
      return free < LOW_BYTES
          ? Health.State.down("less than 64 MiB are free where the store is")
          : Health.State.up("writable, " + (free >> 20) + " MiB free");
    } catch (IOException e) {
      return Health.State.down("the store cannot be written: " + e.getClass().getSimpleName());
    }
  }
}
