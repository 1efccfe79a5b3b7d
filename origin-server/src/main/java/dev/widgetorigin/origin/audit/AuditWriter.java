package dev.widgetorigin.origin.audit;

import dev.widgetorigin.store.layout.CrashPoint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the lines of the audit log and rolls its file. Nothing of its state moves before a line is
 * where it should be: a line that fails half-way is cut off again, at the latest before the next
 * one is written, and the chain goes on from the last whole line. Confined to its caller's lock.
 */
final class AuditWriter implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditWriter.class);

  /** All files share the room; so much of it is deleted at once. */
  private static final int PARTS = 16;

  /** What could not be rolled or removed is tried again after so long. */
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final AuditFiles files;
  private final Duration retention;
  private final long mostBytes;

  /** Null between the end of one file and the beginning of the next. */
  private FileChannel channel;

  /** Which file that is, whatever it is called by now; null where the file system does not say. */
  private Object key;

  /** End of the last whole line. */
  private long end;

  /** Of that line; null in an empty file. */
  private LocalDate day;

  private AuditChain.Link last;
  private AuditChain.Link atOpen;
  private long torn;
  private boolean headFails;
  private Instant rollAfter = Instant.MIN;
  private Instant removeAfter = Instant.MIN;

  /** Segments change only when a file is rolled or a day ends. */
  private LocalDate lookedAt;

  private AuditWriter(AuditFiles files, Duration retention, long mostBytes) {
    this.files = files;
    this.retention = retention;
    this.mostBytes = mostBytes;
  }

  static AuditWriter open(AuditFiles files, Duration retention, long mostBytes) throws IOException {
    AuditWriter writer = new AuditWriter(files, retention, mostBytes);
    AuditFiles.LastLine before = files.lastLineOfSegments();
    writer.last = before == null ? new AuditChain.Link(0, AuditChain.GENESIS) : before.link();
    writer.begin();
    writer.torn = AuditFiles.cutTornLine(writer.channel);
    writer.end = writer.channel.size();
    AuditFiles.LastLine line = AuditFiles.lastLine(writer.channel);
    if (line != null) {
      writer.last = line.link();
      writer.day = line.day();
    }
    writer.atOpen = writer.last;
    return writer;
  }

  /** Of the last whole line. */
  AuditChain.Link last() {
    return last;
  }

  AuditChain.Link atOpen() {
    return atOpen;
  }

  /** Bytes that a crash had left of a line. */
  long torn() {
    return torn;
  }

  /** Change numbers in the newest lines, see {@link AuditGaps#sequences}. */
  Set<Long> newestSequences() throws IOException {
    return AuditGaps.sequences(files.all());
  }

  /** Throws where the line is not in the log; then it is as if it had never been tried. */
  void write(byte[] line, Instant now, boolean durable) throws IOException {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    roll(line.length, today, now);
    if (channel == null) {
      begin();
    } else if (!channel.isOpen()) {
      // An interrupt closes the channel that its thread was using.
      channel = files.open();
    }
    boolean written = false;
    try {
      if (channel.size() != end) {
        channel.truncate(end);
      }
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        channel.write(bytes, end + bytes.position());
      }
      CrashPoint.reached(CrashPoint.AUDIT_WRITTEN);
      if (durable) {
        channel.force(false);
      }
      written = true;
    } finally {
      if (!written) {
        takeBack();
      }
    }
    end += line.length;
    day = today;
    last = new AuditChain.Link(last.number() + 1, AuditChain.hash(line, line.length - 1));
    if (durable) {
      // A head that is ahead of what a power cut left would look like a log that was cut short.
      head();
    }
    CrashPoint.reached(CrashPoint.AUDIT_DURABLE);
  }

  /** Half a line must not stand before a whole one. */
  private void takeBack() {
    try {
      channel.truncate(end);
    } catch (IOException e) {
      LOG.warn("a torn line of the audit log is cut off before the next: {}", e.toString());
    }
  }

  private void head() {
    try {
      files.writeHead(last);
      headFails = false;
    } catch (IOException e) {
      if (!headFails) {
        LOG.warn(
            "{} cannot be written: lines cut off the end of the audit log may go unnoticed: {}",
            files.head().getFileName(),
            e.toString());
      }
      headFails = true;
    }
  }

  private void begin() throws IOException {
    channel = files.open();
    key = Files.readAttributes(files.file(), BasicFileAttributes.class).fileKey();
    files.forceFolder();
    end = channel.size();
  }

  /**
   * Goes on in a file of the log's name where somebody has deleted, renamed or shortened it while
   * it was open, as programs do that rotate logs: what is written to a file without a name is lost,
   * and behind a cut there would be a hole. The chain goes on from the last line, so that verify
   * misses what was in the file.
   *
   * @return what has happened; null where all is as it was left
   */
  String mend() throws IOException {
    if (channel == null) {
      return null;
    }
    if (!isTheSame()) {
      channel.close();
      begin();
      AuditFiles.cutTornLine(channel);
      end = channel.size();
      return "its file was deleted or renamed while it was open; lines up to "
          + last.number()
          + " may be gone";
    }
    if (channel.isOpen() && channel.size() < end) {
      long before = end;
      AuditFiles.cutTornLine(channel);
      end = channel.size();
      return "its file was cut from %d to %d bytes while it was open".formatted(before, end);
    }
    return null;
  }

  private boolean isTheSame() throws IOException {
    try {
      Object there = Files.readAttributes(files.file(), BasicFileAttributes.class).fileKey();
      return Objects.equals(there, key);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Makes the file a segment where it is of another day or full; else, or if it fails, goes on. */
  private void roll(int more, LocalDate today, Instant now) throws IOException {
    boolean due = !today.equals(day) || end + more > mostBytes / PARTS;
    if (channel == null || end == 0 || !due || now.isBefore(rollAfter)) {
      return;
    }
    LocalDate of = day == null ? today : day;
    try {
      if (channel.size() != end) {
        channel.truncate(end);
      }
      channel.force(true);
      Files.move(files.file(), files.segment(of, last.number()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("the audit log cannot be rolled; it goes on in the same file: {}", e.toString());
      rollAfter = now.plus(RETRY);
      return;
    }
    CrashPoint.reached(CrashPoint.AUDIT_ROLLED);
    FileChannel old = channel;
    channel = null;
    end = 0;
    lookedAt = null;
    old.close();
  }

  /** The oldest segment, where it has to go; null where all may stay. */
  AuditFiles.Segment oldest(Instant now) throws IOException {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    if (today.equals(lookedAt) || now.isBefore(removeAfter)) {
      return null;
    }
    List<AuditFiles.Segment> segments = files.segments();
    long bytes = end;
    for (AuditFiles.Segment segment : segments) {
      bytes += Files.size(segment.path());
    }
    Instant old = now.minus(retention).minus(ahead(today, segments));
    LocalDate oldest = LocalDate.ofInstant(old, ZoneOffset.UTC);
    boolean any = !segments.isEmpty();
    if (any && (segments.get(0).day().isBefore(oldest) || bytes > mostBytes - mostBytes / PARTS)) {
      return segments.get(0);
    }
    lookedAt = today;
    return null;
  }

  /**
   * How far a day is ahead of the day after the last one that there are lines of. Either nothing
   * was written in between, or the clock is wrong; old segments wait until a second day tells
   * which.
   */
  private Duration ahead(LocalDate today, List<AuditFiles.Segment> segments) {
    return Stream.concat(Stream.ofNullable(day), segments.stream().map(AuditFiles.Segment::day))
        .filter(written -> written.isBefore(today))
        .max(Comparator.naturalOrder())
        .map(written -> Duration.ofDays(today.toEpochDay() - written.toEpochDay() - 1))
        .orElse(Duration.ZERO);
  }

  void remove(AuditFiles.Segment segment) throws IOException {
    CrashPoint.reached(CrashPoint.AUDIT_BEFORE_REMOVAL);
    Files.deleteIfExists(segment.path());
    // Oldest first on the disk too: a power cut must not bring back one from before a gap.
    files.forceFolder();
  }

  void removeLater(Instant now) {
    removeAfter = now.plus(RETRY);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.force(true);
      head();
      channel.close();
    }
  }
}
