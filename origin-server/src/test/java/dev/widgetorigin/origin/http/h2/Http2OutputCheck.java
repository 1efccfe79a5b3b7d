package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.Http2Client;
import dev.widgetorigin.origin.http.hpack.HpackDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads what a server sends and throws where no client could make sense of it. Every header block
 * is read by Netty's decoder too, and must say the same to both.
 */
final class Http2OutputCheck {
  private static final int FRAME_HEAD = 9;

  private final HpackDecoder decoder = new HpackDecoder();
  private final DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, 1 << 20);

  /** Sizes of the client's table that the server has not acknowledged yet, by SETTINGS frame. */
  private final ArrayDeque<List<Long>> tableSizes = new ArrayDeque<>();

  private final Set<Integer> ended = new HashSet<>();
  private final ByteArrayOutputStream block = new ByteArrayOutputStream();
  private byte[] unread = new byte[0];
  private int goAway = -1;
  private int blockOf;
  private boolean blockEnds;

  int goAway() {
    return goAway;
  }

  /**
   * The client is about to say so in one SETTINGS frame. Where that is not told, its table has the
   * usual size, and what the server makes of a smaller one is not checked.
   */
  void clientsTable(List<Long> sizes) {
    tableSizes.add(sizes);
  }

  void add(ByteBuf octets) {
    byte[] all = Arrays.copyOf(unread, unread.length + octets.readableBytes());
    octets.getBytes(octets.readerIndex(), all, unread.length, octets.readableBytes());
    int at = 0;
    while (all.length - at >= FRAME_HEAD) {
      int length = (all[at] & 0xff) << 16 | (all[at + 1] & 0xff) << 8 | (all[at + 2] & 0xff);
      if (all.length - at < FRAME_HEAD + length) {
        break;
      }
      int stream =
          (all[at + 5] & 0xff) << 24
              | (all[at + 6] & 0xff) << 16
              | (all[at + 7] & 0xff) << 8
              | (all[at + 8] & 0xff);
      byte[] payload = Arrays.copyOfRange(all, at + FRAME_HEAD, at + FRAME_HEAD + length);
      frame(all[at + 3], all[at + 4], stream, payload);
      at += FRAME_HEAD + length;
    }
    unread = Arrays.copyOfRange(all, at, all.length);
  }

  private void frame(int type, int flags, int stream, byte[] payload) {
    expect(payload.length <= Http2FrameWriter.LARGEST, "a frame of " + payload.length);
    expect(blockOf == 0 || type == Http2Client.CONTINUATION, "a header block was interrupted");
    switch (type) {
      case Http2Client.DATA -> {
        expect(!ended.contains(stream), "DATA behind the end of stream " + stream);
        endsIf((flags & 1) != 0, stream);
      }
      case Http2Client.HEADERS -> {
        expect(!ended.contains(stream), "HEADERS behind the end of stream " + stream);
        blockOf = stream;
        blockEnds = (flags & 1) != 0;
        blockGrows(flags, payload);
      }
      case Http2Client.CONTINUATION -> {
        expect(stream == blockOf && stream != 0, "CONTINUATION of no block");
        blockGrows(flags, payload);
      }
      case Http2Client.RST_STREAM -> {
        expect(payload.length == 4 && stream > 0, "RST_STREAM that is none");
        endsIf(true, stream);
      }
      case Http2Client.SETTINGS -> {
        expect(payload.length % 6 == 0 && stream == 0, "SETTINGS");
        if ((flags & 1) != 0 && !tableSizes.isEmpty()) {
          tableSizes.poll().forEach(this::resize);
        }
      }
      case Http2Client.PING -> expect(payload.length == 8 && stream == 0, "PING");
      case Http2Client.WINDOW_UPDATE -> expect(payload.length == 4, "WINDOW_UPDATE");
      case Http2Client.GOAWAY -> {
        expect(payload.length >= 8 && stream == 0, "GOAWAY that is none");
        goAway = new Http2Client.Frame(type, flags, stream, payload).code();
      }
      default -> expect(false, "a frame of type " + type);
    }
  }

  private void blockGrows(int flags, byte[] payload) {
    block.writeBytes(payload);
    if ((flags & 4) != 0) {
      byte[] whole = block.toByteArray();
      List<String> fields = new ArrayList<>();
      boolean sound =
          decoder.decode(
              whole, 0, whole.length, field -> fields.add(field.name + ": " + field.value));
      expect(sound, "a block that cannot be decoded");
      expect(fields.equals(readByNetty(whole)), "a block that Netty reads differently");
      block.reset();
      endsIf(blockEnds, blockOf);
      blockOf = 0;
    }
  }

  private void resize(long octets) {
    try {
      netty.configuration().maxHeaderTableSize(octets);
    } catch (Http2Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<String> readByNetty(byte[] whole) {
    List<String> fields = new ArrayList<>();
    try {
      netty
          .decodeHeaders(1, Unpooled.wrappedBuffer(whole))
          .forEach(field -> fields.add(field.getKey() + ": " + field.getValue()));
    } catch (Http2Exception e) {
      throw new AssertionError("the server sent a block that Netty cannot read", e);
    }
    return fields;
  }

  private void endsIf(boolean ends, int stream) {
    if (ends) {
      ended.add(stream);
    }
  }

  /** Nothing more comes. */
  void end() {
    expect(unread.length == 0, "the output ends within a frame");
  }

  private static void expect(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError("the server sent " + otherwise);
    }
  }
}
