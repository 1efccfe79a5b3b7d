package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Writes frames. Heads, small bodies and control frames of all streams gather in one buffer until
 * the flush; large bodies follow as slices, a frame of each stream in turn while windows and socket
 * allow. Confined to the event loop.
 */
final class Http2Writer {
  static final int FRAME_HEAD = 9;
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  static final int LARGEST_FRAME = 16384;
  static final int INITIAL_WINDOW = 65535;

  private static final byte[] NOTHING = {};

  /** RFC 7541 §6.3. */
  private static final int TABLE_SIZE_ZERO = 0x20;

  /** With TLS, frames of content are copied, that a record holds a head and its content. */
  private static final int TLS_BUFFER = 4 * LARGEST_FRAME;

  /** Up to here a copy is cheaper than one more part in a gathering write. */
  private static final int COPIED = 4096;

  private final Channel channel;
  private final LoopState loop;
  private final ListenerContext listener;
  private final Http2Connection connection;
  private final ArrayDeque<Http2Stream> ready = new ArrayDeque<>();
  private ByteBuf out;

  /** The loop's buffer that was written and not flushed yet. */
  private ByteBuf lent;

  private boolean unflushed;
  private long queued;
  private int window = INITIAL_WINDOW;
  private int largestFrame = LARGEST_FRAME;

  /** What the client was told last, and so has in its table; null where that is nothing. */
  private Http2SharedFields told;

  private boolean remembers = true;
  private boolean emptyTable;

  Http2Writer(
      Channel channel, LoopState loop, ListenerContext listener, Http2Connection connection) {
    this.channel = channel;
    this.loop = loop;
    this.listener = listener;
    this.connection = connection;
  }

  // --- control frames ---------------------------------------------------------------------------

  void settings(int maxStreams, int maxHeaderList) {
    ByteBuf to = frame(18, SETTINGS, 0, 0);
    to.writeShort(3).writeInt(maxStreams);
    to.writeShort(6).writeInt(maxHeaderList);
    to.writeShort(9).writeInt(1);
  }

  void settingsAck() {
    frame(0, SETTINGS, ACK, 0);
  }

  void pong(long data) {
    frame(8, PING, ACK, 0).writeLong(data);
  }

  void reset(int stream, Http2Error error) {
    frame(4, RST_STREAM, 0, stream).writeInt(error.ordinal());
  }

  void goAway(int lastStream, Http2Error error) {
    frame(8, GOAWAY, 0, 0).writeInt(lastStream).writeInt(error.ordinal());
  }

  void windowUpdate(int stream, int increment) {
    frame(4, WINDOW_UPDATE, 0, stream).writeInt(increment);
  }

  private ByteBuf frame(int length, int type, int flags, int stream) {
    ByteBuf to = room(FRAME_HEAD + length);
    head(to, length, type, flags, stream);
    return to;
  }

  private static void head(ByteBuf to, int length, int type, int flags, int stream) {
    to.writeInt((length << 8) | type).writeByte(flags).writeInt(stream);
  }

  // --- what the other end allows ----------------------------------------------------------------

  /** False where the window grew beyond its limit (RFC 9113 §6.9.1). */
  boolean grow(int increment) {
    if ((long) window + increment > Integer.MAX_VALUE) {
      return false;
    }
    window += increment;
    return true;
  }

  boolean grow(Http2Stream stream, int increment) {
    if ((long) stream.sendWindow + increment > Integer.MAX_VALUE) {
      return false;
    }
    stream.sendWindow += increment;
    enqueue(stream);
    return true;
  }

  void largestFrame(int size) {
    // Larger frames would only make streams wait longer for one another.
    largestFrame = Math.min(size, LARGEST_FRAME);
  }

  /** The other end's table shrank; RFC 7541 §4.2 wants the next block to say so. */
  void tableShrank() {
    emptyTable = true;
    remembers = false;
  }

  /** The octets that say these fields to this client now. */
  private byte[] shared(Http2SharedFields fields) {
    if (!remembers || fields.told == null) {
      return fields.plain;
    }
    if (fields == told) {
      return fields.reminder;
    }
    told = fields;
    return fields.told;
  }

  // --- replies ----------------------------------------------------------------------------------

  /** An informational reply: 100 (Continue). */
  void informational(int stream, byte[] block) {
    headers(stream, block, NOTHING, NOTHING, 0);
  }

  /**
   * Queues a reply and takes over its body.
   *
   * @throws IllegalArgumentException where the reply cannot be sent; nothing is taken over then
   */
  void reply(Http2Stream stream, Reply reply) {
    Http2Head head = Http2Head.of(reply);
    Body body = reply.body();
    boolean content = stream.method != Method.HEAD && Statuses.hasContent(reply.status());
    long length = content ? body.length() : 0;
    if (content && head.contentLength >= 0 && head.contentLength != length) {
      throw new IllegalArgumentException(
          "Content-Length is " + head.contentLength + ", the body has " + length);
    }
    stream.sent = 0;
    int flags = length == 0 ? END_STREAM : 0;
    headers(stream.id, head.own, shared(head.shared), loop.date.block(), flags);
    if (length == 0) {
      Bodies.release(body);
      connection.sent(stream);
    } else if (body instanceof Body.Memory memory) {
      memory(stream, memory.bytes(), (int) length);
    } else {
      stream.rest = new ArrayDeque<>();
      Bodies.flatten(body, stream.rest);
      enqueue(stream);
    }
  }

  private void memory(Http2Stream stream, ByteBuf bytes, int length) {
    boolean allowed = length <= Math.min(window, stream.sendWindow) && ready.isEmpty();
    if (!allowed || length > COPIED) {
      // Somebody else's reader index must not move.
      stream.current = bytes.duplicate();
      enqueue(stream);
      return;
    }
    take(stream, length);
    frame(length, DATA, END_STREAM, stream.id).writeBytes(bytes, bytes.readerIndex(), length);
    bytes.release();
    connection.sent(stream);
  }

  private void take(Http2Stream stream, int length) {
    window -= length;
    stream.sendWindow -= length;
    stream.sent += length;
    connection.guard().earn();
  }

  private void headers(int stream, byte[] own, byte[] shared, byte[] date, int flags) {
    int length = own.length + shared.length + date.length + (emptyTable ? 1 : 0);
    if (length > LARGEST_FRAME) {
      longHeaders(stream, own, shared, date, flags);
      return;
    }
    block(frame(length, HEADERS, flags | END_HEADERS, stream), own, shared, date);
  }

  private void block(ByteBuf to, byte[] own, byte[] shared, byte[] date) {
    if (emptyTable) {
      to.writeByte(TABLE_SIZE_ZERO);
      emptyTable = false;
    }
    to.writeBytes(own).writeBytes(shared).writeBytes(date);
  }

  private void longHeaders(int stream, byte[] own, byte[] shared, byte[] date, int flags) {
    ByteBuf whole = Unpooled.buffer(own.length + shared.length + date.length + 1);
    block(whole, own, shared, date);
    int type = HEADERS;
    while (whole.isReadable()) {
      int length = Math.min(LARGEST_FRAME, whole.readableBytes());
      int end = length == whole.readableBytes() ? END_HEADERS : 0;
      frame(length, type, (type == HEADERS ? flags : 0) | end, stream).writeBytes(whole, length);
      type = CONTINUATION;
    }
    whole.release();
  }

  /** Lets the stream send when it is its turn. */
  private void enqueue(Http2Stream stream) {
    if (!stream.queued && stream.unsent() && stream.sendWindow > 0) {
      stream.queued = true;
      ready.addLast(stream);
    }
  }

  /** A stream that has ended waits for no turn, however long the window stays shut. */
  void forget(Http2Stream stream) {
    if (stream.queued) {
      stream.queued = false;
      ready.remove(stream);
    }
  }

  /** Sends content of the streams in turn. */
  private void turns() {
    while (!ready.isEmpty() && window > 0 && channel.isWritable()) {
      Http2Stream stream = ready.pollFirst();
      stream.queued = false;
      if (!prepare(stream)) {
        continue;
      }
      int most = Math.min(Math.min(window, stream.sendWindow), largestFrame);
      if (most > 0) {
        data(stream, Math.min(most, stream.current.readableBytes()));
      }
      enqueue(stream);
    }
  }

  /** Makes the next octets of content available; false where they are being read. */
  private boolean prepare(Http2Stream stream) {
    if (stream.current != null) {
      return true;
    }
    if (stream.pump != null && !stream.pump.ended()) {
      stream.pump.request();
      return false;
    }
    Body next = stream.rest.poll();
    if (next instanceof Body.Memory memory) {
      stream.current = memory.bytes().duplicate();
      return true;
    }
    stream.pump =
        new FilePump(
            (Body.File) next, listener.files, loop.loop, channel.alloc(), new Pieces(stream));
    stream.pump.request();
    return false;
  }

  private final class Pieces implements FilePump.Sink {
    private final Http2Stream stream;

    Pieces(Http2Stream stream) {
      this.stream = stream;
    }

    @Override
    public void piece(ByteBuf bytes) {
      stream.current = bytes;
      enqueue(stream);
      flush();
    }

    @Override
    public void failed(IOException cause) {
      connection.fileFailed(stream, cause);
    }
  }

  /** One DATA frame; the last one ends the stream. */
  private void data(Http2Stream stream, int length) {
    ByteBuf content = stream.current;
    boolean drained = content.readableBytes() == length;
    boolean last =
        drained
            && (stream.rest == null || stream.rest.isEmpty())
            && (stream.pump == null || stream.pump.ended());
    take(stream, length);
    if (length <= COPIED || listener.secure) {
      // One TLS record for head and content, and few parts in a gathering write.
      ByteBuf to = room(FRAME_HEAD + length);
      head(to, length, DATA, last ? END_STREAM : 0, stream.id);
      to.writeBytes(content, length);
      if (drained) {
        content.release();
      }
    } else {
      frame(length, DATA, last ? END_STREAM : 0, stream.id);
      write(drained ? content : content.readRetainedSlice(length), length);
    }
    if (drained) {
      stream.current = null;
    }
    if (last) {
      stream.rest = null;
      stream.pump = null;
      connection.sent(stream);
    }
  }

  // --- the buffer -------------------------------------------------------------------------------

  private ByteBuf room(int size) {
    if (out != null && out.maxFastWritableBytes() < size) {
      pushOut();
    }
    if (out == null) {
      boolean usual = size <= COPIED + FRAME_HEAD;
      if (usual && lent == null) {
        lent = LoopBuffers.current().take(channel.alloc());
        out = lent.retain();
      } else {
        int length = usual ? LoopBuffers.OCTETS : listener.secure ? TLS_BUFFER : size;
        out = channel.alloc().directBuffer(Math.max(length, size));
      }
    }
    return out;
  }

  /** Gives the loop's buffer back: for good, or to be left to the socket that did not take it. */
  private void giveBack() {
    if (lent != null) {
      LoopBuffers.current().giveBack(lent);
      lent = null;
    }
  }

  private void pushOut() {
    if (out != null && out.isReadable()) {
      ByteBuf full = out;
      out = null;
      write(full);
    }
  }

  private void write(ByteBuf message, int length) {
    if (out != null && out.isReadable()) {
      // What is left of the buffer serves the next frame's head.
      if (out.maxFastWritableBytes() >= 64) {
        write(out.readRetainedSlice(out.readableBytes()));
      } else {
        pushOut();
      }
    }
    queued += length;
    unflushed = true;
    Quiet.ignore(channel.write(message, channel.voidPromise()));
  }

  private void write(ByteBuf message) {
    queued += message.readableBytes();
    unflushed = true;
    Quiet.ignore(channel.write(message, channel.voidPromise()));
  }

  /** Sends what may be sent now. */
  void flush() {
    turns();
    if (out != null && !out.isReadable()) {
      out.release();
      out = null;
    }
    pushOut();
    if (unflushed) {
      unflushed = false;
      channel.flush();
    }
    giveBack();
  }

  /** Sends what is queued; the answer completes when the socket has taken all of it. */
  ChannelFuture finish() {
    flush();
    return channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  /** A figure that grows with every octet the socket takes; only differences mean anything. */
  long flushed() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null
        ? queued
        : queued - buffer.totalPendingWriteBytes() + buffer.currentProgress();
  }

  boolean pending() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer != null && buffer.totalPendingWriteBytes() > 0;
  }

  /** Lets go of everything that was not sent. */
  void discard() {
    if (out != null) {
      out.release();
      out = null;
    }
    giveBack();
    ready.clear();
  }
}
