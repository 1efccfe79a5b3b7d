package dev.widgetorigin.origin.audit;

import dev.widgetorigin.store.layout.StoreLayout;
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
import java.util.TreeSet;
import java.util.regex.Matcher;

/**
 * The files of one node's audit log in a folder; {@link StoreLayout} has their names. Files of
 * several nodes may lie in one folder.
 */
record AuditFiles(Path folder, String node) {
  /** How all are made: who reads them learns who may do what, from where. */
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Longer than any line that the log writes. */
  static final int MAX_LINE = 64 * 1024;

  /** A file that is written no more. */
  record Segment(Path path, LocalDate day, long last) {}

  /** The last line of a file; {@code day} is null where the line does not tell. */
  record LastLine(AuditChain.Link link, LocalDate day) {}

  /** Of every node that has files in the folder, by name. */
  static List<AuditFiles> in(Path folder) throws IOException {
    Set<String> nodes = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, StoreLayout.AUDIT + "*")) {
      for (Path path : files) {
        Matcher name = StoreLayout.auditFile(path.getFileName().toString());
        if (name.matches()) {
          nodes.add(name.group("node"));
        }
      }
    }
    return nodes.stream().map(node -> new AuditFiles(folder, node)).toList();
  }

  /** The one that is written to. */
  Path file() {
    return folder.resolve(StoreLayout.audit(node));
  }

  Path head() {
    return folder.resolve(StoreLayout.auditHead(node));
  }

  /** Oldest first. */
  List<Segment> segments() throws IOException {
    List<Segment> segments = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, StoreLayout.AUDIT + "*")) {
      for (Path path : files) {
        Matcher name = StoreLayout.auditFile(path.getFileName().toString());
        if (name.matches() && name.group("node").equals(node) && name.group("day") != null) {
          segments.add(
              new Segment(path, day(name.group("day")), Long.parseLong(name.group("last"))));
        }
      }
    }
    segments.sort(Comparator.comparingLong(Segment::last));
    return segments;
  }

  /** Segments, then the file that is written to. */
  List<Path> all() throws IOException {
    List<Path> files = new ArrayList<>(segments().stream().map(Segment::path).toList());
    if (Files.exists(file())) {
      files.add(file());
    }
    return files;
  }

  /** Of a segment's name, the day on which it ends; null for any other file. */
  static LocalDate dayOf(Path path) {
    Matcher name = StoreLayout.auditFile(path.getFileName().toString());
    return name.matches() && name.group("day") != null ? day(name.group("day")) : null;
  }

  /** The name of a segment that ends with a line of that day and number; a free one. */
  Path segment(LocalDate day, long last) {
    long number = last;
    Path path = folder.resolve(StoreLayout.audit(node, day, number));
    while (Files.exists(path)) {
      number++;
      path = folder.resolve(StoreLayout.audit(node, day, number));
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
  FileChannel open() throws IOException {
    return FileChannel.open(
        file(),
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
    AuditPosition position = AuditPosition.of(line);
    // An edited last line is found by verify; here the chain only has to go on.
    return new LastLine(
        new AuditChain.Link(
            position == null ? 0 : position.number(), AuditChain.hash(line, line.length)),
        position == null ? null : dayOf(position.time()));
  }

  /** Null where the newest segment is empty or there is none. */
  LastLine lastLineOfSegments() throws IOException {
    List<Segment> segments = segments();
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
  AuditChain.Link readHead() {
    try {
      String[] parts = Files.readString(head()).strip().split(" ", -1);
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
  void writeHead(AuditChain.Link link) throws IOException {
    Objects.requireNonNull(link);
    String text = String.format(Locale.ROOT, "%018d %s\n", link.number(), link.hash());
    try (var channel =
        Files.newByteChannel(
            head(), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_ONLY)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
