package dev.widgetorigin.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a sick disk does to a file. */
final class Damaging {
  private Damaging() {}

  static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    overwrite(file, Arrays.copyOf(bytes, bytes.length / 2));
  }

  /** Same length, other bytes. */
  static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    overwrite(file, bytes);
  }

  static void overwrite(Path file, byte[] bytes) throws IOException {
    Files.delete(file);
    Files.write(file, bytes);
  }
}
