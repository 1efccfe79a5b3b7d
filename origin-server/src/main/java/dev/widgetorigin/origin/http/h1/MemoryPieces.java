package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.exchange.FileSource;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * Sends content in memory a piece at a time: where each octet is copied on its way, to be encrypted
 * or because it is on the heap, what a slow client has not taken yet must be little. Confined to
 * the event loop.
 */
final class MemoryPieces implements FileSource {
  static final int PIECE = 64 * 1024;

  private final ByteBuf content;
  private final Consumer<ByteBuf> sink;
  private boolean closed;

  /**
   * Takes over the content.
   *
   * @param sink takes over each piece
   */
  MemoryPieces(ByteBuf content, Consumer<ByteBuf> sink) {
    // Somebody else's reader index must not move.
    this.content = content.duplicate();
    this.sink = sink;
  }

  @Override
  public boolean ended() {
    return closed;
  }

  @Override
  public boolean request() {
    if (closed) {
      return false;
    }
    ByteBuf piece = content.readRetainedSlice(Math.min(PIECE, content.readableBytes()));
    if (!content.isReadable()) {
      close();
    }
    sink.accept(piece);
    return true;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      content.release();
    }
  }
}
