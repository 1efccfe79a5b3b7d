package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.exchange.FileSource;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.file.FileWindows;
import dev.widgetorigin.origin.web.file.OpenFile;
import io.netty.channel.DefaultFileRegion;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a part of a file by {@code sendfile}, window by window. A window that was not read a moment
 * ago is read by another thread first, so that the event loop never waits for the disk: see {@link
 * FileWindows}. Confined to the event loop but for the reading.
 */
final class FileRegions implements FileSource {
  private static final Logger LOG = LoggerFactory.getLogger(FileRegions.class);
  private static final int CHUNK = 128 * 1024;

  /**
   * One for each thread that reads: what is read is in the page cache then, and not needed here.
   */
  private static final FastThreadLocal<ByteBuffer> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuffer initialValue() {
          return ByteBuffer.allocateDirect(CHUNK);
        }
      };

  /** Takes what can be sent, on the event loop. */
  interface Sink {
    /**
     * @param later whether it was waited for
     */
    void region(DefaultFileRegion region, long length, boolean later);

    void failed(Throwable cause);
  }

  private final Body.File file;
  private final Executor reads;
  private final Executor loop;
  private final Sink sink;
  private long at;
  private final long end;
  private boolean reading;
  private boolean closed;

  FileRegions(Body.File file, Executor reads, Executor loop, Sink sink) {
    this.file = file;
    this.reads = reads;
    this.loop = loop;
    this.sink = sink;
    this.at = file.offset();
    this.end = file.offset() + file.length();
  }

  @Override
  public boolean ended() {
    return at == end;
  }

  @Override
  public boolean request() {
    if (reading || closed || ended()) {
      return false;
    }
    FileWindows windows = file.file().windows();
    long now = System.nanoTime();
    if (!windows.fresh(at, now)) {
      reading = true;
      hand(this::readThenSend);
      return false;
    }
    if (windows.renew(at, now)) {
      renew(at);
    }
    send(false);
    return true;
  }

  private void send(boolean later) {
    long from = at;
    at = Math.min(file.file().windows().end(from), end);
    Region region = new Region(file.file().retain(), from, at - from);
    if (ended()) {
      close();
    }
    sink.region(region, region.count(), later);
  }

  private void hand(Runnable work) {
    try {
      reads.execute(work);
    } catch (RuntimeException | Error e) {
      // Too much to do, or no thread to be had: the client waits for the loop to hear of it.
      loop.execute(() -> delivered(e));
    }
  }

  private void readThenSend() {
    Throwable failure = null;
    try {
      // The whole window, also for a part of it: otherwise a part that is asked for again and again
      // would be read each time.
      read(file.file(), FileWindows.begin(at), file.file().windows().end(at));
    } catch (IOException | RuntimeException | Error e) {
      // Of whatever kind: the client waits for the loop to hear of it.
      failure = e;
    }
    Throwable cause = failure;
    loop.execute(() -> delivered(cause));
  }

  private void delivered(Throwable failure) {
    reading = false;
    if (closed) {
      file.release();
    } else if (failure != null) {
      close();
      sink.failed(failure);
    } else {
      send(true);
    }
  }

  /** Reads a window again for all who send it; nobody waits for that. */
  private void renew(long offset) {
    OpenFile shared = file.file().retain();
    long stop = shared.windows().end(offset);
    long first = FileWindows.begin(offset);
    boolean handed = false;
    try {
      reads.execute(
          () -> {
            try {
              read(shared, first, stop);
            } catch (IOException | RuntimeException | Error e) {
              // Then it is no longer fresh, and whoever sends it next reads it first.
              LOG.debug("reading ahead", e);
            } finally {
              shared.release();
            }
          });
      handed = true;
    } catch (RejectedExecutionException e) {
      // Busy or stopping: likewise.
      LOG.debug("reading ahead", e);
    } finally {
      if (!handed) {
        shared.release();
      }
    }
  }

  /** Reads what is to be sent, within one window, unless somebody else just has. */
  private static void read(OpenFile from, long first, long stop) throws IOException {
    FileWindows windows = from.windows();
    long begun = System.nanoTime();
    if (windows.fresh(first, begun) && !windows.aged(first, begun)) {
      return;
    }
    from.awaitUntil(stop);
    ByteBuffer scratch = SCRATCH.get();
    long position = first;
    while (position < stop) {
      scratch.clear().limit((int) Math.min(CHUNK, stop - position));
      int read = from.channel().read(scratch, position);
      if (read < 0) {
        throw new EOFException("a file became shorter while it was sent");
      }
      position += read;
    }
    windows.wasRead(first, stop, System.nanoTime());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (!reading) {
        file.release();
      }
    }
  }

  /** Lets go of the file when it was sent, or given up. */
  private static final class Region extends DefaultFileRegion {
    private final OpenFile from;

    Region(OpenFile from, long offset, long length) {
      super(from.channel(), offset, length);
      this.from = from;
    }

    @Override
    protected void deallocate() {
      from.release();
    }
  }
}
