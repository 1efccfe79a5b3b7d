package dev.widgetorigin.origin.observe.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The disk of a store folder, as {@link StoreProbe} asks it. */
public final class StoreDisk implements StoreProbe.Disk {
  private final Path vouching;
  private final Path staging;

  /**
   * @param vouching a small file that is in every store
   * @param staging a folder of the store for what may be lost
   */
  public StoreDisk(Path vouching, Path staging) {
    this.vouching = vouching;
    this.staging = staging;
  }

  @Override
  public void read() throws IOException {
    Files.readAllBytes(vouching);
  }

  @Override
  public void write() throws IOException {
    Path probe = Files.createTempFile(staging, "probe", ".tmp");
    try {
      Files.write(probe, new byte[] {1});
    } finally {
      Files.delete(probe);
    }
  }

  @Override
  public long freeBytes() throws IOException {
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
