package dev.widgetorigin.origin.http.exchange;

import dev.widgetorigin.origin.web.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads a part of a file on another thread, a piece at a time when asked, so that no event loop
 * waits for a disk. What a piece takes of the budget is given back when the next is asked for, or
 * at the end. Confined to the event loop but for the reading.
 */
public final class FilePump implements FileSource {
  private static final int PIECE = 128 * 1024;
  private static final String NO_ROOM =
      "slow clients hold the memory for content that was read and is not sent yet";

  /** Takes what was read, on the event loop. */
  public interface Sink {
    void piece(ByteBuf bytes);

    void failed(Throwable cause);
  }

  private final Body.File file;
  private final Executor files;
  private final Executor loop;
  private final ByteBufAllocator buffers;
  private final ReadBudget budget;
  private final String client;
  private final Sink sink;
  private long sent;

  /** Of the budget. */
  private int taken;

  private boolean reading;
  private boolean closed;

  /**
   * Reads nothing yet.
   *
   * @param files where the file is read
   * @param loop runs tasks on the event loop
   * @param client the numeric address of who is sent the file
   */
  public FilePump(
      Body.File file,
      Executor files,
      Executor loop,
      ByteBufAllocator buffers,
      ReadBudget budget,
      String client,
      Sink sink) {
    this.file = file;
    this.files = files;
    this.loop = loop;
    this.buffers = buffers;
    this.budget = budget;
    this.client = client;
    this.sink = sink;
  }

  @Override
  public boolean ended() {
    return sent == file.length();
  }

  @Override
  public boolean request() {
    return request(PIECE);
  }

  /** Asks for the next piece, of so many octets at most. */
  public boolean request(int most) {
    if (reading || closed || ended()) {
      return false;
    }
    reading = true;
    giveBack();
    long from = file.offset() + sent;
    taken = budget.take(client, (int) Math.min(Math.min(PIECE, most), file.length() - sent));
    int count = taken;
    if (count == 0) {
      loop.execute(() -> deliver(null, new RejectedExecutionException(NO_ROOM)));
      return false;
    }
    try {
      files.execute(() -> read(from, count));
    } catch (RuntimeException | Error e) {
      // Too much to do, or no thread to be had: the client waits for the loop to hear of it.
      loop.execute(() -> deliver(null, e));
    }
    return false;
  }

  private void giveBack() {
    budget.give(client, taken);
    taken = 0;
  }

  private void read(long from, int count) {
    ByteBuf piece = null;
    try {
      file.file().awaitUntil(from + count);
      piece = buffers.directBuffer(count);
      while (piece.readableBytes() < count) {
        int read =
            piece.writeBytes(
                file.file().channel(), from + piece.readableBytes(), count - piece.readableBytes());
        if (read < 0) {
          throw new EOFException("a file became shorter while it was sent");
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      // Short of memory or of disk alike: the client waits for the loop to hear of it.
      if (piece != null) {
        piece.release();
      }
      loop.execute(() -> deliver(null, e));
      return;
    }
    ByteBuf read = piece;
    loop.execute(() -> deliver(read, null));
  }

  private void deliver(ByteBuf piece, Throwable failure) {
    reading = false;
    if (closed) {
      giveBack();
      if (piece != null) {
        piece.release();
      }
      file.release();
      return;
    }
    if (failure != null) {
      close();
      sink.failed(failure);
      return;
    }
    sent += piece.readableBytes();
    if (ended()) {
      closeFile();
    }
    sink.piece(piece);
  }

  private void closeFile() {
    if (!closed) {
      closed = true;
      if (!reading) {
        file.release();
      }
    }
  }

  /** Closes the file, after the read that may be under way; nothing of it waits to be sent. */
  @Override
  public void close() {
    closeFile();
    if (!reading) {
      giveBack();
    }
  }
}
