package dev.widgetorigin.origin.publish;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How the lines of the audit log hang together, and what is wrong where they do not. */
public final class AuditChain {
  /** How both files are made: who reads them learns who may do what, from where. */
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_PROBLEMS = 100;

  /** Longer than any line that the log writes. */
  private static final int MAX_LINE = 64 * 1024;

  private AuditChain() {}

  /** Where the chain is: the number of a line and the SHA-256 of its bytes, in hex. */
  public record Link(long number, String hash) {
    /** A log may be ahead of its head (the head is not forced to the disk), never behind. */
    boolean agreesWith(Link lastLine) {
      return number < lastLine.number || equals(lastLine);
    }
  }

  /**
   * What a check found.
   *
   * @param lines that were read
   * @param head the last of them; keep it elsewhere to notice a log forged as a whole
   * @param problems in order, at most {@value #MAX_PROBLEMS}; empty where the log is whole
   */
  public record Report(long lines, Link head, List<String> problems) {}

  /**
   * Reads the whole log of a store folder and names each line that was edited, removed or put in,
   * and a log that was cut short. The origin may be running.
   */
  public static Report verify(Path folder) throws IOException {
    // The head first: a log that grows meanwhile is then ahead of it, which is no damage.
    Link recorded = readHead(folder.resolve(AuditLog.HEAD));
    Checker checker = new Checker(recorded);
    Path file = folder.resolve(AuditLog.FILE);
    if (Files.exists(file)) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
        readLines(in, checker);
      }
    }
    return checker.report();
  }

  private static void readLines(InputStream in, Checker checker) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        checker.line(line.toByteArray());
        line.reset();
      } else if (line.size() < MAX_LINE) {
        line.write(b);
      }
    }
    if (line.size() > 0) {
      checker.torn();
    }
  }

  /** Follows the chain line by line. */
  private static final class Checker {
    private final Link recorded;
    private final List<String> problems = new ArrayList<>();
    private Link last = new Link(0, AuditLog.GENESIS);
    private long lines;
    private boolean recordedSeen;

    Checker(Link recorded) {
      this.recorded = recorded;
      this.recordedSeen = recorded == null || recorded.number() == 0;
    }

    void line(byte[] bytes) {
      lines++;
      String hash = hash(bytes, bytes.length);
      JsonNode json = parse(bytes);
      if (json == null) {
        problem("line %d is no audit line: it was edited".formatted(lines));
        last = new Link(last.number() + 1, hash);
        return;
      }
      long number = json.path("n").asLong(-1);
      String previous = json.path("prev").asString("");
      if (number != last.number() + 1) {
        problem(
            "line %d is number %d, expected %d: lines were removed, added or moved"
                .formatted(lines, number, last.number() + 1));
      } else if (!previous.equals(last.hash())) {
        problem(
            lines == 1
                ? "line 1 does not begin the chain: lines before it were removed"
                : "line %d does not match the line that %d was chained to: it was edited"
                    .formatted(lines - 1, number));
      }
      if (json.path("action").asString("").equals("audit-damaged")) {
        problem("line %d: %s".formatted(lines, json.path("why").asString("")));
      }
      last = new Link(number, hash);
      if (recorded != null && recorded.number() == number) {
        recordedSeen = true;
        if (!recorded.hash().equals(hash)) {
          problem("line %d is not as it was written: it was edited".formatted(lines));
        }
      }
    }

    void torn() {
      problem("the last line is torn: a crash cut it off; the next start of the origin repairs it");
    }

    Report report() {
      if (!recordedSeen && problems.isEmpty()) {
        problem(
            "the log ends at line %d, but line %d was written: it was cut short"
                .formatted(last.number(), recorded.number()));
      }
      return new Report(lines, last, List.copyOf(problems));
    }

    private void problem(String text) {
      if (problems.size() < MAX_PROBLEMS) {
        problems.add(text);
      }
    }
  }

  /** Null where the bytes are no JSON object. */
  private static JsonNode parse(byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      return json.isObject() ? json : null;
    } catch (JacksonException e) {
      return null;
    }
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

  /** Of a log without a torn line. */
  static Link lastLink(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size == 0) {
      return new Link(0, AuditLog.GENESIS);
    }
    long start = lastLineBreak(channel, size - 1) + 1;
    int length = (int) Math.min(size - 1 - start, MAX_LINE);
    byte[] line = read(channel, start, length);
    JsonNode json = parse(line);
    // An edited last line is found by verify; here the chain only has to go on.
    long number = json == null ? 0 : json.path("n").asLong(0);
    return new Link(number, hash(line, line.length));
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

  /** Null where there is none, or none that can be read. */
  static Link readHead(Path path) throws IOException {
    if (!Files.exists(path)) {
      return null;
    }
    String[] parts = Files.readString(path).strip().split(" ", -1);
    return parts.length == 2 && parts[0].matches("[0-9]{1,18}") && parts[1].matches("[0-9a-f]{64}")
        ? new Link(Long.parseLong(parts[0]), parts[1])
        : null;
  }

  /** Fixed width, written in place in one call: a killed process leaves the old or the new. */
  static void writeHead(Path path, Link link) throws IOException {
    Objects.requireNonNull(link);
    String text = String.format(Locale.ROOT, "%018d %s\n", link.number(), link.hash());
    try (var channel =
        Files.newByteChannel(
            path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNER_ONLY)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  static String hash(byte[] bytes, int length) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes, 0, length);
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every JDK has SHA-256", e);
    }
  }
}
