package dev.widgetorigin.origin.observe.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The disk of a store folder, as {@link StoreProbe} asks it. */
public final class StoreDisk implements StoreProbe.Disk {
  private static final Logger LOG = LoggerFactory.getLogger(StoreDisk.class);

  private final Path vouching;
  private final Path staging;
  private final List<Path> scratch;

  /**
   * @param vouching a small file that is in every store
   * @param staging a folder of the store for what may be lost
   * @param more other such folders, without which nothing can be written
   */
  public StoreDisk(Path vouching, Path staging, Path... more) {
    this.vouching = vouching;
    this.staging = staging;
    this.scratch = Stream.concat(Stream.of(staging), Stream.of(more)).toList();
  }

  /**
   * Makes folders again that somebody has deleted to free some space: what was in them is no loss,
   * but without them nothing could be changed until the next start. Not where the rest of the store
   * is gone too, for then its disk is not mounted.
   */
  private void makeScratch() throws IOException {
    for (Path folder : scratch) {
      if (!Files.isDirectory(folder)) {
        read();
        Files.createDirectory(folder);
        LOG.warn("{} was deleted while the origin ran; it is there again", folder);
      }
    }
  }

  @Override
  public void read() throws IOException {
    Files.readAllBytes(vouching);
  }

  @Override
  public void write() throws IOException {
    makeScratch();
    Path probe = Files.createTempFile(staging, "probe", ".tmp");
    try {
      Files.write(probe, new byte[] {1});
    } finally {
      Files.delete(probe);
    }
  }

  @Override
  public long freeBytes() throws IOException {
    makeScratch();
    return Files.getFileStore(staging).getUsableSpace();
  }

  @Override
  public long totalBytes() throws IOException {
    return Files.getFileStore(staging).getTotalSpace();
  }

  @Override
  public String where() {
    return staging.toString();
  }
}
