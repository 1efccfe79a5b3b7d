package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.purge.client.ProviderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * nginx without any module: deletes the files of its cache folders that have one of the tags.
 *
 * <p>Each file begins with the key and the answer's head, {@code Surrogate-Key} in it. So every
 * spelling of a path, and every variant of it, is found by tag; for nginx a file that is gone is a
 * miss. It takes one look at each file: a second or so for a hundred thousand. The origin must run
 * on that machine and may delete what nginx's user wrote.
 */
final class NginxFolders implements Provider {
  /** More than the head of any answer of this origin. */
  private static final int HEAD = 16 * 1024;

  private static final String FIELD = "\r\nsurrogate-key:";

  private final List<Path> folders;

  NginxFolders(List<Path> folders) {
    this.folders = folders;
  }

  @Override
  public By by() {
    return By.TAGS;
  }

  @Override
  public Limits limits() {
    return Limits.of(10_000, 10, 1);
  }

  @Override
  public String promise() {
    return "at once";
  }

  @Override
  public void purge(List<String> items) throws ProviderException, InterruptedException {
    Set<String> tags = new HashSet<>(items);
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new ProviderException(
            "there is no folder " + folder.getFileName() + " where its cache should be");
      }
      try {
        // Its name may be a link, e.g. to a larger disk; a walk would take that for a file.
        Path real = folder.toRealPath();
        Files.walkFileTree(real, new Forgetting(real, tags));
      } catch (IOException e) {
        throw new ProviderException(
            "the cache folder "
                + folder.getFileName()
                + " cannot be looked through ("
                + e.getClass().getSimpleName()
                + "): the origin's user needs to read and delete there");
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /**
   * Looks at one file after the other. nginx writes, renames and deletes files meanwhile: one that
   * is gone when it is looked at is forgotten already.
   */
  private static final class Forgetting extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final Set<String> tags;

    Forgetting(Path folder, Set<String> tags) {
      this.folder = folder;
      this.tags = tags;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()) {
        forget(file, tags);
      }
      return Thread.currentThread().isInterrupted()
          ? FileVisitResult.TERMINATE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException && !file.equals(folder)) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
      if (e == null || e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }

  private static void forget(Path file, Set<String> tags) throws IOException {
    try {
      if (has(head(file), tags)) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // nginx was quicker.
      return;
    }
  }

  private static String head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
    }
  }

  private static boolean has(String head, Set<String> tags) {
    int end = head.indexOf("\r\n\r\n");
    String fields = (end < 0 ? head : head.substring(0, end)).toLowerCase(Locale.ROOT);
    int at = fields.indexOf(FIELD);
    if (at < 0) {
      return false;
    }
    int line = fields.indexOf("\r\n", at + 2);
    String value = fields.substring(at + FIELD.length(), line < 0 ? fields.length() : line);
    for (String tag : value.strip().split(" ", -1)) {
      if (tags.contains(tag)) {
        return true;
      }
    }
    return false;
  }
}
