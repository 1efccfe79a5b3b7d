package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.Http2Client;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Fuzz target: whole connections, the same octets to this server and to Netty's {@code
 * Http2FrameCodec}. After every frame both must have understood the same: requests with their
 * fields and content, answers and how much of them the windows let through, resets,
 * acknowledgements, and whether and why the connection has ended. Where they may differ, {@link
 * Http2MessageRules} or {@link Http2Difference} says by which rule. {@link Http2Connections} makes
 * the connection of the input.
 */
public final class Http2DifferentialFuzz {
  private final Http2Understood ours = new Http2Understood();
  private final Http2Understood theirs = new Http2Understood();
  private final Http2NettyWire netty = new Http2NettyWire(theirs);
  private final Http2Wire wire = new Http2Wire(this::handle, ours::sent);

  /** Streams that were reset, or on which the two have parted by some rule. */
  private final Set<Integer> parted = new HashSet<>();

  private final Map<Http2Difference, Integer> differences = new EnumMap<>(Http2Difference.class);
  private final Map<Integer, HeaderBlock> heads = new HashMap<>();
  private byte[] frame;

  /** The highest that a request was made on. */
  private int highest;

  private Http2DifferentialFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Map<Http2Difference, Integer> unused = run(input);
  }

  /** How often the two differed by each of the rules. */
  static Map<Http2Difference, Integer> run(byte[] input) {
    Http2DifferentialFuzz fuzz = new Http2DifferentialFuzz();
    fuzz.run(Http2Connections.of(input));
    return fuzz.differences;
  }

  private void run(List<byte[]> frames) {
    try (wire;
        netty) {
      for (int i = 0; i < frames.size(); i++) {
        frame = frames.get(i);
        write();
        if (ours.goAway >= 0 || theirs.goAway >= 0) {
          ended(frames.subList(i + 1, frames.size()));
          return;
        }
        compare();
        if (i > 0 && type() == Http2Client.HEADERS && stream() % 2 == 1) {
          highest = Math.max(highest, stream());
        }
        ours.forget();
        theirs.forget();
      }
    } catch (AssertionError e) {
      StringBuilder text = new StringBuilder(e.getMessage());
      for (byte[] each : frames) {
        text.append('\n').append(HexFormat.of().formatHex(each));
        text.append(each == frame ? " <- here" : "");
      }
      throw new AssertionError(text.toString(), e);
    }
  }

  /** Netty gets the frame whole, this server in two pieces. */
  private void write() {
    tellTableSizes();
    netty.write(frame);
    int cut = Math.floorMod(Arrays.hashCode(frame), frame.length + 1);
    wire.writeNow(frame, 0, cut);
    wire.write(frame, cut, frame.length);
  }

  /** Answers must be readable for a client whose table has the size that it says it has. */
  private void tellTableSizes() {
    if (type() != Http2Client.SETTINGS || (frame[4] & 1) != 0) {
      return;
    }
    List<Long> sizes = new ArrayList<>();
    ByteBuffer settings = ByteBuffer.wrap(frame, 9, frame.length - 9);
    while (settings.remaining() >= 6) {
      int name = settings.getShort();
      long value = settings.getInt() & 0xffffffffL;
      if (name == 1) {
        sizes.add(value);
      }
    }
    wire.clientsTable(sizes);
  }

  private int type() {
    return frame[3];
  }

  private int stream() {
    return ByteBuffer.wrap(frame).getInt(5) & Integer.MAX_VALUE;
  }

  private void handle(Request request, Responder responder) {
    int id = ((Http2Stream) request).id;
    Set<String> names = new TreeSet<>(Http2Connections.names());
    Http2NettyWire.Block head = netty.heads.get(id);
    if (head != null) {
      head.headers().names().forEach(name -> names.add(name.toString()));
    }
    Map<String, String> fields = new TreeMap<>();
    for (String name : names) {
      String value = name.startsWith(":") ? null : request.header(name);
      if (value != null) {
        fields.put(name, value);
      }
    }
    String method = request.method().name();
    String target =
        request.query() == null ? request.path() : request.path() + "?" + request.query();
    String text =
        Http2Understood.text(method, target, request.authority(), fields, content(request));
    ours.request(id, text);
    responder.send(answer(Http2Understood.answerOctets(method, target)));
  }

  /** With the very same head for the same length, as the answers of one file have. */
  private Reply answer(int octets) {
    Reply plain = TestServer.text(200, "x".repeat(octets));
    HeaderBlock headers =
        heads.computeIfAbsent(
            octets,
            length ->
                plain.headers().toBuilder()
                    .add("ETag", "\"" + length + "\"")
                    .add("Cache-Control", "public, max-age=31536000, immutable")
                    .add("Server", "widget-origin")
                    .build());
    return new Reply(200, headers, plain.body());
  }

  private static byte[] content(Request request) {
    try (InputStream in = request.body().open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- after each frame -------------------------------------------------------------------------

  private void compare() {
    same("acknowledged", ours.acknowledged, theirs.acknowledged);
    for (int id : both(ours.answers, theirs.answers)) {
      // Where this server answers early, it resets the rest of the request with NO_ERROR.
      if (!parted.contains(id) && ours.resets.getOrDefault(id, 0) == 0) {
        answers(id);
      }
    }
    for (int id : both(ours.resets, theirs.resets)) {
      if (!parted.contains(id)) {
        resets(id);
      }
    }
    ours.order.removeAll(parted);
    theirs.order.removeAll(parted);
    same("order of requests", ours.order, theirs.order);
    for (int id : both(ours.content, theirs.content)) {
      if (!parted.contains(id)) {
        same("content sent on " + id, ours.content.get(id), theirs.content.get(id));
      }
    }
  }

  private static Set<Integer> both(Map<Integer, ?> a, Map<Integer, ?> b) {
    Set<Integer> all = new TreeSet<>(a.keySet());
    all.addAll(b.keySet());
    return all;
  }

  private void answers(int id) {
    Integer our = ours.answers.get(id);
    Http2NettyWire.Block head = netty.heads.get(id);
    Http2MessageRules.Verdict verdict =
        head == null ? null : Http2MessageRules.request(head.headers(), head.ends());
    if (our != null && our >= 400 && verdict != null && !verdict.reset()) {
      parted.add(id);
      return;
    }
    same("answer on " + id, our, theirs.answers.get(id));
    same("request on " + id, ours.requests.get(id), theirs.requests.get(id));
    same("a rule that was not kept on " + id, null, verdict);
  }

  /** After a reset both may ignore what follows, or not. */
  private void resets(int id) {
    Integer our = ours.resets.get(id);
    Integer their = theirs.resets.get(id);
    boolean malformed =
        their == null && Objects.equals(our, Http2Error.PROTOCOL_ERROR.ordinal()) && malformed(id);
    if (!malformed && !Objects.equals(our, their)) {
      allow(id, ours.goAway, theirs.goAway);
    }
    parted.add(id);
  }

  private boolean malformed(int id) {
    Http2NettyWire.Block head = netty.heads.get(id);
    Http2NettyWire.Block trailers = netty.trailers.get(id);
    if (head == null) {
      return false;
    }
    Http2MessageRules.Verdict verdict = Http2MessageRules.request(head.headers(), head.ends());
    return (verdict != null && verdict.reset())
        || (trailers != null
            && Http2MessageRules.trailers(trailers.headers(), trailers.ends()) != null);
  }

  private static void same(String what, Object our, Object their) {
    if (!Objects.equals(our, their)) {
      throw new AssertionError(what + ": ours " + our + ", Netty's " + their);
    }
  }

  // --- the end ----------------------------------------------------------------------------------

  /** One has ended the connection: the other must come to the same with what follows. */
  private void ended(List<byte[]> rest) {
    int our = ours.goAway;
    int their = theirs.goAway;
    for (byte[] next : rest) {
      if (ours.goAway < 0) {
        wire.write(next, 0, next.length);
      }
      if (theirs.goAway < 0) {
        netty.write(next);
      }
    }
    if (ours.goAway != theirs.goAway) {
      allow(stream(), our, their);
    }
  }

  private void allow(int id, int ourEnd, int theirEnd) {
    Http2Difference.At at =
        new Http2Difference.At(
            type(),
            stream(),
            highest,
            parted.contains(id),
            error(ours.resets.get(id)),
            error(theirs.resets.get(id)),
            error(ourEnd),
            error(theirEnd));
    Http2Difference difference = Http2Difference.of(at);
    if (difference == null) {
      throw new AssertionError("no rule lets them differ: " + at);
    }
    differences.merge(difference, 1, Integer::sum);
  }

  private static Http2Error error(Integer code) {
    return code == null || code < 0 ? null : Http2Error.values()[code];
  }
}
