package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.Output;
import dev.widgetorigin.origin.http.hpack.HpackBlock;
import dev.widgetorigin.origin.http.hpack.HpackLine;
import dev.widgetorigin.origin.http.hpack.HpackMemory;
import io.netty.buffer.ByteBuf;

/**
 * The frames that this server sends, as octets (RFC 9113 §4 and §6). Confined to the event loop.
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

  private final Output output;
  private final HpackBlock block;

  /** Null before the first block. */
  private Http2HeadEncoder heads;

  /**
   * The frames of one connection.
   *
   * @param block for whichever block is being made
   */
  Http2FrameWriter(Output output, HpackBlock block) {
    this.output = output;
    this.block = block;
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

  /** The other end's table may have that many octets; RFC 7541 §4.2 wants the next block to say. */
  void tableSize(long octets) {
    heads().tableSize(octets);
  }

  private Http2HeadEncoder heads() {
    if (heads == null) {
      heads = new Http2HeadEncoder();
    }
    return heads;
  }

  /** An informational reply: 100 (Continue). */
  void informational(int stream, byte[] lines) {
    int most = HpackMemory.MOST_BEGIN + lines.length;
    ByteBuf to = output.room(HEAD + most);
    block.begin(most);
    heads().plain(block, lines);
    headers(to, stream, 0);
  }

  /** The head of a reply; {@code last} where no content follows. */
  void headers(int stream, Http2Head head, HpackLine[] date, boolean last) {
    int most = Http2HeadEncoder.most(head, date);
    int flags = last ? END_STREAM : 0;
    if (most > LARGEST) {
      longHeaders(stream, head, date, flags);
      return;
    }
    // Room first: were there none, the client would know nothing of what the block tells it.
    ByteBuf to = output.room(HEAD + most);
    block.begin(most);
    heads().block(block, head, date);
    headers(to, stream, flags);
  }

  private void headers(ByteBuf to, int stream, int flags) {
    head(to, block.length(), HEADERS, flags | END_HEADERS, stream);
    block.copyTo(to, 0, block.length());
  }

  private void longHeaders(int stream, Http2Head head, HpackLine[] date, int flags) {
    block.begin(Http2HeadEncoder.most(head, date));
    heads().plain(block, head, date);
    int type = HEADERS;
    for (int at = 0; at < block.length(); at += LARGEST) {
      int length = Math.min(LARGEST, block.length() - at);
      int end = at + length == block.length() ? END_HEADERS : 0;
      ByteBuf to = frame(length, type, (type == HEADERS ? flags : 0) | end, stream);
      block.copyTo(to, at, length);
      type = CONTINUATION;
    }
  }
}
