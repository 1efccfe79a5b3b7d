package dev.widgetorigin.origin;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;
import dev.widgetorigin.origin.observe.health.Health;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the native libraries of Brotli and Zstandard, without which nothing can be published, and
 * tells Netty where to put its own.
 *
 * <p>They come out of the jar into a file before they can be loaded. That file goes into the
 * store's own folder, not into {@code /tmp}: there it may not be executable ({@code noexec}), not
 * writable, and would stay after a {@code kill -9}. Where the store is on a disk that allows no
 * execution, the temporary folder is tried as well.
 *
 * <p>A process loads each library once, so all but the first call only answer how that went.
 */
public final class NativeLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);
  private static final String NETTY = "io.netty.native.workdir";
  private static final String BROTLI = "com.aayushatharva.brotli4j.native.workdir";
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private NativeLibraries() {}

  /**
   * Empties the folder of what an earlier process left, and loads.
   *
   * @param folder made where it is not there; nobody else uses it
   * @return down with the reason where a library cannot be loaded
   */
  public static synchronized Health.State load(Path folder) {
    List<Path> candidates = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder, PRIVATE);
      }
      empty(folder);
      candidates.add(folder.toAbsolutePath());
    } catch (IOException | UnsupportedOperationException e) {
      reasons.add(folder.getFileName() + ": " + e.getClass().getSimpleName());
    }
    candidates.add(Path.of(System.getProperty("java.io.tmpdir")));
    for (Path candidate : candidates) {
      try {
        Native.load(candidate.toFile());
        return others(candidate, folder);
      } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
        reasons.add(firstLine(e));
      }
    }
    return down("zstd", String.join("; ", reasons));
  }

  private static Health.State others(Path works, Path folder) {
    setIfAbsent(NETTY, works);
    setIfAbsent(BROTLI, works);
    if (!Brotli4jLoader.isAvailable()) {
      return down("brotli", firstLine(Brotli4jLoader.getUnavailabilityCause()));
    }
    try {
      // What is loaded needs its file no more.
      empty(folder);
    } catch (IOException e) {
      LOG.debug("copies of native libraries stay until the next start: {}", e.toString());
    }
    return Health.State.up("loaded");
  }

  /** An operator's own choice stands. */
  private static void setIfAbsent(String property, Path folder) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, folder.toString());
    }
  }

  private static Health.State down(String library, String reason) {
    return Health.State.down(
        "the native library of "
            + library
            + " cannot be loaded, so nothing can be published; reads go on. Is the disk of store.path"
            + " mounted noexec, or is there no library for this platform? Found: "
            + reason);
  }

  private static String firstLine(Throwable failure) {
    String text = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    // Messages begin with the file's path.
    int colon = text.lastIndexOf(": ");
    return colon < 0 ? text : text.substring(colon + 2);
  }

  /**
   * Brotli's library is in a folder of its own. Where the folder is a link, what it leads to is
   * somebody else's, and nothing is deleted.
   */
  private static void empty(Path folder) throws IOException {
    if (Files.isSymbolicLink(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          empty(file);
        }
        Files.deleteIfExists(file);
      }
    }
  }
}
