package dev.widgetorigin.origin.audit;

import dev.widgetorigin.store.manifest.Digest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How the lines of the audit log hang together, and what is wrong where they do not. */
public final class AuditChain {
  /** What the very first line names as its predecessor. */
  static final String GENESIS = "0".repeat(64);

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

  /**
   * What a check of the chains of all nodes found.
   *
   * @param nodes the report of each, by its name
   */
  public record Reports(Map<String, Report> nodes) {
    public boolean whole() {
      return problems().isEmpty();
    }

    public long lines() {
      return nodes.values().stream().mapToLong(Report::lines).sum();
    }

    public long removed() {
      return nodes.values().stream().mapToLong(Report::removed).sum();
    }

    /** Each with its node, where there are several. */
    public List<String> problems() {
      List<String> problems = new ArrayList<>();
      nodes.forEach(
          (node, report) ->
              report
                  .problems()
                  .forEach(
                      problem ->
                          problems.add(
                              nodes.size() == 1 ? problem : "node " + node + ": " + problem)));
      return problems;
    }

    /**
     * One hash to keep elsewhere: of one node its head; of several the SHA-256 of a line {@code
     * NODE HEAD} for each, in order.
     */
    public String head() {
      if (nodes.size() == 1) {
        return nodes.values().iterator().next().head().hash();
      }
      StringBuilder heads = new StringBuilder();
      nodes.forEach(
          (node, report) ->
              heads.append(node).append(' ').append(report.head().hash()).append('\n'));
      byte[] bytes = heads.toString().getBytes(StandardCharsets.US_ASCII);
      return nodes.isEmpty() ? GENESIS : hash(bytes, bytes.length);
    }
  }

  /** Is given the lines of a log one after the other, without their line breaks. */
  interface Lines {
    void line(byte[] bytes);

    /** Bytes without a line break at the end of a file. */
    void torn();
  }

  /**
   * Reads the audit logs of all nodes that lie in a folder and names each line that was edited,
   * removed or put in, and a log that was cut short. The origin may be running.
   */
  public static Reports verify(Path folder) throws IOException {
    Map<String, Report> reports = new TreeMap<>();
    for (AuditFiles files : AuditFiles.in(folder)) {
      reports.put(files.node(), verify(files));
    }
    return new Reports(reports);
  }

  private static Report verify(AuditFiles node) throws IOException {
    for (int attempt = 1; ; attempt++) {
      // The head first: a log that grows meanwhile is then ahead of it, which is no damage.
      AuditChecker checker = new AuditChecker(node.readHead());
      List<Path> files = node.all();
      try {
        for (Path file : files) {
          read(file, checker);
        }
        if (files.equals(node.all()) || attempt == ATTEMPTS) {
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
      JsonNode json = JsonMapper.shared().readTree(bytes);
      return json.isObject() ? json : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  static String hash(byte[] bytes, int length) {
    MessageDigest sha256 = Digest.newSha256();
    sha256.update(bytes, 0, length);
    return HexFormat.of().formatHex(sha256.digest());
  }
}
