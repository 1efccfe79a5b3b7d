package dev.widgetorigin.origin.cli.terminal;

import dev.widgetorigin.origin.config.value.FileTrouble;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of a command's own, in the system's folder for temporary files (the variable {@code
 * TMPDIR}). It goes when the command is done, and when Ctrl-C or SIGTERM ends it: a bundle in it
 * may be large. Not thread-safe.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);

  private static final int TRIES = 5;

  private static final String REMEDY =
      ". Name a folder that can be written to with the variable TMPDIR, or, without the launcher,"
          + " with -Djava.io.tmpdir";

  private final Path path;
  private final Thread atExit;

  private TemporaryFolder(Path path, Runnable first) {
    this.path = path;
    this.atExit =
        new Thread(
            () -> {
              first.run();
              delete(path);
            },
            "temporary-folder");
  }

  /** Throws CommandFailure where it cannot be made. */
  public static TemporaryFolder make() {
    return make(() -> {});
  }

  /**
   * The same.
   *
   * @param first what is done before it goes at the end of the process: ends what writes into it
   */
  public static TemporaryFolder make(Runnable first) {
    Path path;
    try {
      path = Files.createTempDirectory("widget-origin-");
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot make a folder for temporary files: " + FileTrouble.why(null, e) + REMEDY, e);
    }
    TemporaryFolder made = new TemporaryFolder(path, first);
    try {
      Runtime.getRuntime().addShutdownHook(made.atExit);
    } catch (IllegalStateException e) {
      delete(path);
      throw new CommandFailure("the process was told to end", e);
    }
    return made;
  }

  public Path path() {
    return path;
  }

  /** A new file in it. Where it cannot be written, as on a full disk, CommandFailure is thrown. */
  public OutputStream create(String name) {
    Path file = path.resolve(name);
    try {
      return new Told(file, Files.newOutputStream(file));
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static CommandFailure unwritable(Path file, IOException e) {
    return new CommandFailure(
        "cannot write the temporary file " + file + ": " + FileTrouble.why(file, e) + REMEDY, e);
  }

  /** Tells apart a file that cannot be written from one that cannot be read. */
  private static final class Told extends FilterOutputStream {
    private final Path file;

    Told(Path file, OutputStream out) {
      super(out);
      this.file = file;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw unwritable(file, e);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw unwritable(file, e);
      }
    }
  }

  /** May be called twice. */
  @Override
  public void close() {
    delete(path);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends: the hook runs already, and finds nothing.
      return;
    }
  }

  /** The command may go on writing and deleting while it is ended. */
  private static void delete(Path folder) {
    for (int tries = 0; tries < TRIES && Files.exists(folder); tries++) {
      if (!isDeletedWhole(folder)) {
        LOG.debug("not all of {} could be deleted", folder);
      }
    }
  }

  private static boolean isDeletedWhole(Path folder) {
    List<Path> all;
    try (Stream<Path> below = Files.walk(folder)) {
      all = below.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | UncheckedIOException e) {
      // It is gone, or somebody else deletes it as well.
      return false;
    }
    boolean gone = true;
    for (Path each : all) {
      gone &= isDeleted(each);
    }
    return gone;
  }

  private static boolean isDeleted(Path file) {
    try {
      Files.deleteIfExists(file);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
