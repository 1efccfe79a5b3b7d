package dev.widgetorigin.origin.publish;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code audit.log} in the store folder: one JSON line for every mutation and every refused one,
 * each naming the SHA-256 of the line before it.
 *
 * <pre>
 * {"n":7,"time":"2026-11-20T10:00:00Z","who":"ana","address":"127.0.0.1","action":"rollback",
 *  "widget":"chat","target":"latest","what":"1.1.0 -> 1.0.0","status":200,"sequence":42,
 *  "why":"broken","prev":"9f86…"}
 * </pre>
 *
 * <p>So a line that is edited or taken out breaks the chain at the next one. {@code audit.head}
 * holds number and hash of the last line, which shows a log that was cut short. Whoever can write
 * both files can still forge both: keep a copy of the head elsewhere ({@code widget-origin audit
 * verify} prints it) to notice that too.
 *
 * <p>Durability: the line of a mutation is on the disk (fdatasync) before its caller is answered;
 * lines of refusals and the head are written at once and left to the operating system, so they
 * survive a killed process, though not always a power cut. A head that lags behind is no damage. A
 * line torn by a crash is cut off when the log is opened next, and a line that says so takes its
 * place.
 *
 * <p>When a line cannot be written, the mutation it tells of has happened (the change log, which is
 * what counts, has it with who and why); {@link #writable()} is false from then on, and calls that
 * would change something are refused until a line can be written again. Thread-safe; blocks.
 */
public final class AuditLog implements Closeable {
  static final String FILE = "audit.log";
  static final String HEAD = "audit.head";

  /** What the first line names as its predecessor. */
  static final String GENESIS = "0".repeat(64);

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_TEXT = 1000;

  private final Path head;
  private final FileChannel channel;
  private final InstantSource clock;
  private AuditChain.Link last;
  private volatile boolean writable = true;

  private AuditLog(Path folder, FileChannel channel, AuditChain.Link last, InstantSource clock) {
    this.head = folder.resolve(HEAD);
    this.channel = channel;
    this.last = last;
    this.clock = clock;
  }

  /** Opens or begins the log of a store folder, and repairs what a crash left. */
  public static AuditLog open(Path folder, InstantSource clock) {
    try {
      Path file = folder.resolve(FILE);
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              AuditChain.OWNER_ONLY);
      long torn = AuditChain.cutTornLine(channel);
      AuditChain.Link last = AuditChain.lastLink(channel);
      channel.position(channel.size());
      AuditChain.Link recorded = AuditChain.readHead(folder.resolve(HEAD));
      AuditLog log = new AuditLog(folder, channel, last, clock);
      if (torn > 0) {
        log.note("audit-repaired", "a crash left " + torn + " bytes of a line; they were cut off");
      }
      if (recorded != null && !recorded.agreesWith(last)) {
        LOG.error(
            "the audit log ends at line {}, but line {} was written; run audit verify",
            last.number(),
            recorded.number());
        log.note(
            "audit-damaged",
            "the log ended at line %d when it was opened, after line %d had been written"
                .formatted(last.number(), recorded.number()));
      }
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException("expected to open the audit log in the store folder", e);
    }
  }

  /** Whether the last line could be written; tries again where it could not. */
  public boolean writable() {
    if (!writable) {
      note("audit-resumed", "an earlier line could not be written");
    }
    return writable;
  }

  /** Durable when it returns, where {@code durable}. Never throws: a failure is logged and kept. */
  public synchronized void append(AuditEntry entry, boolean durable) {
    ObjectNode line = JSON.createObjectNode();
    line.put("n", last.number() + 1);
    line.put("time", clock.instant().toString());
    line.put("who", bounded(entry.who()));
    line.put("address", bounded(entry.address()));
    line.put("action", entry.action());
    line.put("widget", bounded(entry.widget()));
    line.put("target", bounded(entry.target()));
    line.put("what", bounded(entry.what()));
    line.put("status", entry.status());
    line.put("sequence", entry.sequence());
    line.put("why", bounded(entry.why()));
    line.put("prev", last.hash());
    byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    long end = -1;
    try {
      end = channel.position();
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      if (durable) {
        channel.force(false);
      }
      last = new AuditChain.Link(last.number() + 1, AuditChain.hash(bytes, bytes.length - 1));
      AuditChain.writeHead(head, last);
      writable = true;
    } catch (IOException e) {
      writable = false;
      LOG.error("the audit log cannot be written; changes are refused until it can", e);
      takeBack(end);
    }
  }

  /** Half a line must not stand before a whole one. */
  private void takeBack(long end) {
    try {
      if (end >= 0) {
        channel.truncate(end);
      }
    } catch (IOException e) {
      LOG.error("a torn line of the audit log could not be cut off", e);
    }
  }

  private void note(String action, String why) {
    append(new AuditEntry("origin", "-", action, "", "", "", 0, 0, why), true);
  }

  private static String bounded(String text) {
    if (text == null) {
      return "";
    }
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }

  @Override
  public synchronized void close() throws IOException {
    channel.force(true);
    channel.close();
  }
}
