package dev.widgetorigin.store.codec;

import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.manifest.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A batch of changes as canonical JSON: one log object, one line of a history segment.
 *
 * <pre>
 * {"format":1,"sequence":42,"id":"9f0c…","node":"origin","time":"2026-11-20T10:00:00Z","who":"ana","why":"checkout broke",
 *  "changes":[…],"sha256":"…"}
 * </pre>
 *
 * {@code sha256} is of the same object without that field, so a flipped bit is found wherever it
 * is.
 */
public final class BatchCodec {
  private static final int FORMAT = 1;

  private BatchCodec() {}

  public static byte[] encode(ChangeBatch batch) {
    byte[] plain =
        JsonOut.bytes(
            json ->
                json.begin()
                    .field("format", FORMAT)
                    .field("sequence", batch.sequence())
                    .field("id", batch.id())
                    .field("node", batch.node())
                    .field("time", batch.time())
                    .field("who", batch.who())
                    .field("why", batch.why())
                    .array("changes", batch.changes(), change -> ChangeCodec.encode(json, change))
                    .end());
    byte[] check = check(Digest.sha256(plain));
    byte[] bytes = Arrays.copyOf(plain, plain.length - 1 + check.length);
    System.arraycopy(check, 0, bytes, plain.length - 1, check.length);
    return bytes;
  }

  /** The end of the object, in place of its last brace. */
  private static byte[] check(Digest digest) {
    return (",\"sha256\":\"" + digest + "\"}").getBytes(StandardCharsets.US_ASCII);
  }

  private static void requireIntact(JsonIn json, byte[] bytes, Digest digest) {
    if (!intact(bytes, digest)) {
      throw json.corrupt("its bytes do not match its SHA-256");
    }
  }

  /** Of the bytes as they are, so that it does not depend on how a JSON library writes. */
  private static boolean intact(byte[] bytes, Digest digest) {
    byte[] check = check(digest);
    int end = bytes.length - check.length;
    if (end < 0 || !Arrays.equals(bytes, end, bytes.length, check, 0, check.length)) {
      return false;
    }
    byte[] plain = Arrays.copyOf(bytes, end + 1);
    plain[end] = '}';
    return Digest.sha256(plain).equals(digest);
  }

  public static ChangeBatch decode(byte[] bytes, long sequence) {
    return JsonIn.read(bytes, "log object " + sequence, json -> batch(json, sequence, bytes));
  }

  private static ChangeBatch batch(JsonIn json, long sequence, byte[] bytes) {
    var read =
        new Object() {
          long sequence = -1;
          String id;
          String node;
          Instant time;
          String who;
          String why;
          List<Change> changes;
          Digest check;
        };
    json.object(
        name -> {
          switch (name) {
            case "format" -> json.format(FORMAT);
            case "sequence" -> read.sequence = json.number();
            case "id" -> read.id = json.text();
            case "node" -> read.node = json.text();
            case "time" -> read.time = json.time();
            case "who" -> read.who = json.text();
            case "why" -> read.why = json.text();
            case "changes" -> read.changes = json.array(() -> ChangeCodec.decode(json));
            case "sha256" -> read.check = json.digest();
            default -> throw json.unknown("field", name);
          }
        });
    if (read.sequence != sequence) {
      throw json.corrupt("expected sequence " + sequence + ", found " + read.sequence);
    }
    requireIntact(json, bytes, json.required(read.check, "sha256"));
    return new ChangeBatch(
        sequence,
        json.required(read.id, "id"),
        json.required(read.node, "node"),
        json.required(read.time, "time"),
        json.required(read.who, "who"),
        json.required(read.why, "why"),
        List.copyOf(json.required(read.changes, "changes")));
  }
}
