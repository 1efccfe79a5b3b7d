package dev.widgetorigin.origin.observe.logs;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files a day by UTC, {@code access-2026-11-21.jsonl}, {@code access-2026-11-21.1.jsonl}…, of the
 * access log and of Logback's ({@link RolledAppender}). When a new one begins, those older than the
 * retention are deleted, and the oldest of those that together take more room than they may. A
 * clock that is far ahead for a moment makes no file old: see {@link #ahead}. Confined to one
 * thread.
 */
final class RolledFiles extends OutputStream {
  /** The room that all files have is shared by so many: what is deleted is a small part of it. */
  private static final int PARTS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(RolledFiles.class);
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final long LOOK_MILLIS = Duration.ofSeconds(5).toMillis();

  /** Lines name addresses of clients. */
  private static final FileAttribute<Set<PosixFilePermission>> NOT_FOR_OTHERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

  private final Path folder;
  private final String prefix;
  private final Duration retention;
  private final long mostBytes;
  private final InstantSource clock;
  private final Pattern names;
  private long day = Long.MIN_VALUE;
  private long warned = Long.MIN_VALUE;
  private long length;
  private FileChannel channel;
  private OutputStream out;
  private Path path;

  /** Tells the file from another one of its name; null where the system does not tell. */
  private Object identity;

  private long looked;

  /**
   * @param mostBytes that all files take together
   */
  RolledFiles(Path folder, String prefix, Duration retention, long mostBytes, InstantSource clock) {
    this.folder = folder;
    this.prefix = prefix;
    this.retention = retention;
    this.mostBytes = mostBytes;
    this.clock = clock;
    this.names =
        Pattern.compile(
            Pattern.quote(prefix) + "-(\\d{4}-\\d\\d-\\d\\d)(?:\\.(\\d{1,9}))?\\.jsonl");
  }

  /** Begins the file of today, or goes on with it, and deletes what is too old. */
  void open() throws IOException {
    roll(Math.floorDiv(clock.millis(), DAY_MILLIS));
  }

  /** Which log it is, for people. */
  @Override
  public String toString() {
    return prefix;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  /** Lines that are written in one go stay in one file. */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    long now = clock.millis();
    long today = Math.floorDiv(now, DAY_MILLIS);
    if (today != day || this.length + length > mostBytes / PARTS || isGone(now)) {
      roll(today);
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      cutTornLine();
      throw e;
    }
    this.length += length;
  }

  /**
   * Whether somebody has deleted or renamed the file, seen every few seconds: what is written then
   * would be found nowhere, or in a file that others have packed already.
   */
  private boolean isGone(long now) {
    if (Math.abs(now - looked) < LOOK_MILLIS) {
      return false;
    }
    looked = now;
    try {
      return !Objects.equals(identity, identity());
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      // The disk fails; the write will say so.
      return false;
    }
  }

  private Object identity() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** What was written of lines that the disk refused must not stand before the next ones. */
  private void cutTornLine() {
    try {
      channel.truncate(length);
    } catch (IOException stillSick) {
      // The next write opens the file anew and goes on behind whatever is there. Nothing is
      // logged: it may be that log's own line which cannot be written.
      day = Long.MIN_VALUE;
    }
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
      out = null;
      day = Long.MIN_VALUE;
    }
  }

  private void roll(long today) throws IOException {
    close();
    if (!Files.isDirectory(folder)) {
      // Not those above it: where they are gone, the disk is not mounted.
      Files.createDirectory(folder);
    }
    NavigableSet<Rolled> files = files();
    LocalDate date = LocalDate.ofEpochDay(today);
    Rolled file = next(date, files);
    create(file.path);
    // No channel that opens the file itself: an interrupt, as Logback's queue has one when it is
    // stopped, would close it in the middle of a line.
    FileOutputStream stream = new FileOutputStream(file.path.toFile(), true);
    channel = stream.getChannel();
    out = stream;
    length = channel.size();
    path = file.path;
    identity = identity();
    looked = clock.millis();
    day = today;
    files.remove(file);
    Instant old = clock.instant().minus(retention).minus(ahead(date, files));
    try {
      delete(files, LocalDate.ofInstant(old, ZoneOffset.UTC));
    } catch (IOException e) {
      // The new file can be written all the same: no line is lost over an old one that stays. Once
      // a day: the line may go to this very log, which would be opened anew for it.
      if (warned != today) {
        warned = today;
        LOG.warn("old files of the log {} cannot be deleted: {}", prefix, e.toString());
      }
    }
  }

  private static void create(Path path) throws IOException {
    try {
      Files.createFile(path, NOT_FOR_OTHERS);
    } catch (FileAlreadyExistsException e) {
      // It is gone on with.
      return;
    }
  }

  /**
   * How far a day is ahead of the day after the last one that there are lines of. Either nothing
   * was written in between, or the clock is wrong; old files wait until a second day tells which.
   */
  private Duration ahead(LocalDate date, NavigableSet<Rolled> files) {
    Rolled before = files.lower(new Rolled(date, 0, folder));
    return before == null
        ? Duration.ZERO
        : Duration.ofDays(date.toEpochDay() - before.date.toEpochDay() - 1);
  }

  /** The day's newest while there is room in it, so that a restart begins no file of its own. */
  private Rolled next(LocalDate date, NavigableSet<Rolled> files) throws IOException {
    Rolled newest = files.lower(new Rolled(date.plusDays(1), 0, folder));
    if (newest == null || !newest.date.equals(date)) {
      return new Rolled(date, 0, folder.resolve(prefix + "-" + date + ".jsonl"));
    }
    if (Files.size(newest.path) < mostBytes / PARTS / 2) {
      return newest;
    }
    int number = newest.number + 1;
    return new Rolled(date, number, folder.resolve(prefix + "-" + date + "." + number + ".jsonl"));
  }

  /** Deletes the too old, and the oldest until a new one has room beside the others. */
  private void delete(NavigableSet<Rolled> files, LocalDate oldest) throws IOException {
    long room = mostBytes - mostBytes / PARTS;
    for (Rolled file : files.descendingSet()) {
      room -= Files.size(file.path);
      if (room < 0 || file.date.isBefore(oldest)) {
        Files.deleteIfExists(file.path);
      }
    }
  }

  private NavigableSet<Rolled> files() throws IOException {
    NavigableSet<Rolled> found =
        new TreeSet<>(
            Comparator.<Rolled, LocalDate>comparing(file -> file.date)
                .thenComparing(file -> file.number));
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, prefix + "-*.jsonl")) {
      for (Path path : all) {
        Matcher name = names.matcher(path.getFileName().toString());
        if (name.matches()) {
          add(found, name, path);
        }
      }
    }
    return found;
  }

  private static void add(Set<Rolled> found, Matcher name, Path path) {
    try {
      int number = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
      found.add(new Rolled(LocalDate.parse(name.group(1)), number, path));
    } catch (DateTimeException someOtherFile) {
      // Stays: a file of that name is not ours.
      return;
    }
  }

  private record Rolled(LocalDate date, int number, Path path) {}
}
