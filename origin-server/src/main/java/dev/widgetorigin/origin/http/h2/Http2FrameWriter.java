package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.Output;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The frames that this server sends, as octets (RFC 9113 §4 and §6), and what it remembers of the
 * client's HPACK table for that. Confined to the event loop.
 */
final class Http2FrameWriter {
  static final int HEAD = 9;
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;

  /** Of a frame's payload, before any settings. */
  static final int LARGEST = 16384;

  /** RFC 7541 §6.3. */
  private static final int TABLE_SIZE_ZERO = 0x20;

  private static final byte[] NOTHING = {};

  private final Output output;

  /** What the client was told last, and so has in its table; null where that is nothing. */
  private Http2SharedFields told;

  private boolean remembers = true;
  private boolean emptyTable;

  Http2FrameWriter(Output output) {
    this.output = output;
  }

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

  /** A frame with a copy of the content's next octets; its reader index stays. */
  void data(int stream, ByteBuf content, int length, boolean last) {
    int flags = last ? END_STREAM : 0;
    frame(length, DATA, flags, stream).writeBytes(content, content.readerIndex(), length);
  }

  /** The head of a frame whose content is to follow at once. */
  void dataHead(int stream, int length, boolean last) {
    head(output.room(HEAD), length, DATA, last ? END_STREAM : 0, stream);
  }

  private ByteBuf frame(int length, int type, int flags, int stream) {
    ByteBuf to = output.room(HEAD + length);
    head(to, length, type, flags, stream);
    return to;
  }

  private static void head(ByteBuf to, int length, int type, int flags, int stream) {
    to.writeInt((length << 8) | type).writeByte(flags).writeInt(stream);
  }

  // --- header blocks ----------------------------------------------------------------------------

  /** The other end's table shrank; RFC 7541 §4.2 wants the next block to say so. */
  void tableShrank() {
    emptyTable = true;
    remembers = false;
  }

  /** An informational reply: 100 (Continue). */
  void informational(int stream, byte[] block) {
    headers(stream, block, NOTHING, NOTHING, 0);
  }

  /** The head of a reply; {@code last} where no content follows. */
  void headers(int stream, Http2Head head, byte[] date, boolean last) {
    headers(stream, head.own, shared(head.shared), date, last ? END_STREAM : 0);
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

  private void headers(int stream, byte[] own, byte[] shared, byte[] date, int flags) {
    int length = own.length + shared.length + date.length + (emptyTable ? 1 : 0);
    if (length > LARGEST) {
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
      int length = Math.min(LARGEST, whole.readableBytes());
      int end = length == whole.readableBytes() ? END_HEADERS : 0;
      frame(length, type, (type == HEADERS ? flags : 0) | end, stream).writeBytes(whole, length);
      type = CONTINUATION;
    }
    whole.release();
  }
}
