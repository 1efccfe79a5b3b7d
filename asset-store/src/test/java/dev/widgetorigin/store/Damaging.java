package dev.widgetorigin.store;

import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** What a sick disk does to a file. */
public final class Damaging {
  private Damaging() {}

  /** The file of a blob's only upload. */
  public static Path blob(Path folder, Digest digest) {
    return upload(folder, StoreLayout.blob(digest));
  }

  /** The file of a version's manifest. */
  public static Path manifest(Path folder, Store store, String widget, String version) {
    Digest digest =
        store
            .catalog()
            .snapshot()
            .widget(Bundles.widget(widget))
            .orElseThrow()
            .manifests()
            .get(Bundles.version(version));
    return upload(folder, StoreLayout.manifest(digest));
  }

  private static Path upload(Path folder, String prefix) {
    Path file = folder.resolve(prefix);
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files
          .filter(each -> each.getFileName().toString().startsWith(file.getFileName() + "."))
          .findFirst()
          .orElse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    overwrite(file, Arrays.copyOf(bytes, bytes.length / 2));
  }

  /** Same length, other bytes. */
  public static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    overwrite(file, bytes);
  }

  public static void overwrite(Path file, byte[] bytes) throws IOException {
    Files.delete(file);
    Files.write(file, bytes);
  }
}
