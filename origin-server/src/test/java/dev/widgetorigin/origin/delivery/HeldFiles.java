package dev.widgetorigin.origin.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that this process has open, as Linux tells it. */
public final class HeldFiles {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private HeldFiles() {}

  /** Those whose path contains that text; of a file that was deleted it ends with a remark. */
  public static List<String> of(String part) {
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.map(HeldFiles::file).filter(file -> file.contains(part)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String file(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      // Closed meanwhile, as that of the listing is.
      return "";
    }
  }
}
