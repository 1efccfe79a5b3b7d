package dev.widgetorigin.origin.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How the lines of the audit log hang together, and what is wrong where they do not. */
public final class AuditChain {
  /** What the very first line names as its predecessor. */
  static final String GENESIS = "0".repeat(64);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A log that is rolled while it is read is read again. */
  private static final int ATTEMPTS = 5;

  private AuditChain() {}

  /** Where the chain is: the number of a line and the SHA-256 of its bytes, in hex. */
  public record Link(long number, String hash) {
    /** A log may be ahead of its head, never behind. */
    boolean agreesWith(Link lastLine) {
      return number < lastLine.number || equals(lastLine);
    }
  }

  /**
   * What a check found.
   *
   * @param lines that were read
   * @param removed lines before them, which the retention of the log removed
   * @param head the last of them; keep it elsewhere to notice a log forged as a whole
   * @param problems in order, at most 100; empty where the log is whole
   */
  public record Report(long lines, long removed, Link head, List<String> problems) {}

  /** Is given the lines of a log one after the other, without their line breaks. */
  interface Lines {
    void line(byte[] bytes);

    /** Bytes without a line break at the end of a file. */
    void torn();
  }

  /**
   * Reads the whole log of a store folder and names each line that was edited, removed or put in,
   * and a log that was cut short. The origin may be running.
   */
  public static Report verify(Path folder) throws IOException {
    for (int attempt = 1; ; attempt++) {
      // The head first: a log that grows meanwhile is then ahead of it, which is no damage.
      AuditChecker checker = new AuditChecker(AuditFiles.readHead(folder));
      List<Path> files = AuditFiles.all(folder);
      try {
        for (Path file : files) {
          read(file, checker);
        }
        if (files.equals(AuditFiles.all(folder)) || attempt == ATTEMPTS) {
          return checker.report();
        }
      } catch (NoSuchFileException rolled) {
        if (attempt == ATTEMPTS) {
          throw rolled;
        }
      }
    }
  }

  static void read(Path file, Lines lines) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          lines.line(line.toByteArray());
          line.reset();
        } else if (line.size() < AuditFiles.MAX_LINE) {
          line.write(b);
        }
      }
      if (line.size() > 0) {
        lines.torn();
      }
    }
  }

  /** Null where the bytes are no JSON object. */
  static JsonNode parse(byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      return json.isObject() ? json : null;
    } catch (JacksonException e) {
      return null;
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
