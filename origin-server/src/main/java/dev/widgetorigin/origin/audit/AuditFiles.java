package dev.widgetorigin.origin.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The files of the audit log in a store folder.
 *
 * <pre>
 * audit.log                                  is written to
 * audit-2026-11-27-000000000000000041.log    a segment: was audit.log until line 41, of that day
 * audit.head                                 a hint: number and hash of a line, the last but for a few
 * </pre>
 */
public final class AuditFiles {
  static final String FILE = "audit.log";
  static final String HEAD = "audit.head";

  /** How all are made: who reads them learns who may do what, from where. */
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Longer than any line that the log writes. */
  static final int MAX_LINE = 64 * 1024;

  private static final Pattern SEGMENT =
      Pattern.compile("audit-(\\d{4}-\\d\\d-\\d\\d)-(\\d{18})\\.log");

  /** A file that is written no more. */
  record Segment(Path path, LocalDate day, long last) {}

  /** The last line of a file; {@code day} is null where the line does not tell. */
  record LastLine(AuditChain.Link link, LocalDate day) {}

  private AuditFiles() {}

  /** Oldest first. */
  static List<Segment> segments(Path folder) throws IOException {
    List<Segment> segments = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "audit-*.log")) {
      for (Path path : files) {
        Matcher name = SEGMENT.matcher(path.getFileName().toString());
        if (name.matches()) {
          segments.add(new Segment(path, day(name.group(1)), Long.parseLong(name.group(2))));
        }
      }
    }
    segments.sort(Comparator.comparingLong(Segment::last));
    return segments;
  }

  /** Segments, then the file that is written to. */
  static List<Path> all(Path folder) throws IOException {
    List<Path> files = new ArrayList<>(segments(folder).stream().map(Segment::path).toList());
    if (Files.exists(folder.resolve(FILE))) {
      files.add(folder.resolve(FILE));
    }
    return files;
  }

  /** The name of a segment that ends with a line of that day and number; a free one. */
  static Path segment(Path folder, LocalDate day, long last) {
    long number = last;
    Path path = folder.resolve(String.format(Locale.ROOT, "audit-%s-%018d.log", day, number));
    while (Files.exists(path)) {
      number++;
      path = folder.resolve(String.format(Locale.ROOT, "audit-%s-%018d.log", day, number));
    }
    return path;
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException noDate) {
      return LocalDate.EPOCH;
    }
  }

  /** The file that is written to, made where it is missing. */
  static FileChannel open(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve(FILE),
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
        OWNER_ONLY);
  }

  /** Truncates to the last line break; answers how many bytes went. */
  static long cutTornLine(FileChannel channel) throws IOException {
    long size = channel.size();
    long end = lastLineBreak(channel, size) + 1;
    if (end < size) {
      channel.truncate(end);
      channel.force(true);
    }
    return size - end;
  }

  /** Of a file without a torn line; null where it is empty. */
  static LastLine lastLine(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size == 0) {
      return null;
    }
    long start = lastLineBreak(channel, size - 1) + 1;
    int length = (int) Math.min(size - 1 - start, MAX_LINE);
    byte[] line = read(channel, start, length);
    JsonNode json = AuditChain.parse(line);
    // An edited last line is found by verify; here the chain only has to go on.
    long number = json == null ? 0 : json.path("n").asLong(0);
    return new LastLine(
        new AuditChain.Link(number, AuditChain.hash(line, line.length)),
        json == null ? null : dayOf(json.path("time").asString("")));
  }

  /** Null where the newest segment is empty or there is none. */
  static LastLine lastLineOfSegments(Path folder) throws IOException {
    List<Segment> segments = segments(folder);
    return segments.isEmpty() ? null : lastLine(segments.get(segments.size() - 1).path());
  }

  static LastLine lastLine(Path segment) throws IOException {
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ)) {
      return lastLine(channel);
    }
  }

  private static LocalDate dayOf(String time) {
    try {
      return LocalDate.ofInstant(Instant.parse(time), ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Offset of the last line break before {@code end}, or -1. */
  private static long lastLineBreak(FileChannel channel, long end) throws IOException {
    for (long to = end; to > 0; ) {
      long from = Math.max(0, to - 8192);
      byte[] block = read(channel, from, (int) (to - from));
      for (int i = block.length - 1; i >= 0; i--) {
        if (block[i] == '\n') {
          return from + i;
        }
      }
      to = from;
    }
    return -1;
  }

  private static byte[] read(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the audit log became shorter while it was read");
      }
    }
    return buffer.array();
  }

  /** Null where there is none, or none that can be read: it is a hint only. */
  static AuditChain.Link readHead(Path folder) {
    try {
      String[] parts = Files.readString(folder.resolve(HEAD)).strip().split(" ", -1);
      return parts.length == 2
              && parts[0].matches("[0-9]{1,18}")
              && parts[1].matches("[0-9a-f]{64}")
          ? new AuditChain.Link(Long.parseLong(parts[0]), parts[1])
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Fixed width, written in place in one call: a killed process leaves the old or the new. */
  static void writeHead(Path folder, AuditChain.Link link) throws IOException {
    Objects.requireNonNull(link);
    String text = String.format(Locale.ROOT, "%018d %s\n", link.number(), link.hash());
    try (var channel =
        Files.newByteChannel(
            folder.resolve(HEAD),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            OWNER_ONLY)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
