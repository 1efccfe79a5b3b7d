package dev.widgetorigin.origin.observe.health;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The disk of a store folder, as {@link StoreProbe} asks it. Used by one thread at a time. */
public final class StoreDisk implements StoreProbe.Disk {
  private static final Logger LOG = LoggerFactory.getLogger(StoreDisk.class);

  private final Path vouching;
  private final Path staging;
  private final List<Path> scratch;
  private Keeping keeping = () -> {};

  /** Folders of the store in which each change makes files. */
  private List<Path> written = List.of();

  private Predicate<Path> writable = Files::isWritable;

  /** What keeps other processes from writing to the store; may throw what it finds. */
  @FunctionalInterface
  public interface Keeping {
    void keep() throws IOException;
  }

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

  /** The same disk, of a store that only this process may write to. */
  public StoreDisk keeping(Keeping others) {
    keeping = others;
    return this;
  }

  /** The same disk with folders that changes are written to, whether or not they are there yet. */
  public StoreDisk writing(Path... folders) {
    written = List.of(folders);
    return this;
  }

  /** The same, where others say what this process may write to. */
  StoreDisk judging(Predicate<Path> others) {
    writable = others;
    return this;
  }

  /**
   * One folder whose owner or mode somebody has changed is enough, and no file is made in it to see
   * that: what the store has there is for good.
   */
  private void mayWrite() throws IOException {
    for (Path folder : written) {
      if (Files.isDirectory(folder) && !writable.test(folder)) {
        throw new FileSystemException(
            folder.toString(),
            null,
            "this process may not write to its folder " + folder.getFileName());
      }
    }
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
    if (Files.exists(vouching)) {
      // Else its disk is not mounted, and there is nothing to be kept.
      keeping.keep();
    }
    mayWrite();
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
