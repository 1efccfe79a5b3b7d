package dev.widgetorigin.origin.http.upload;

import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.web.RequestBody;
import dev.widgetorigin.origin.web.async.SafeLog;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects one request's content: in memory at first, then in a file that another thread writes.
 * Confined to the connection's event loop but for the writing.
 */
final class UploadSpool {
  private static final Logger LOG = LoggerFactory.getLogger(UploadSpool.class);
  private static final int MOST_WAITING = 1 << 20;

  private final UploadPolicy policy;
  private final Executor files;
  private final Executor loop;
  private final Runnable resume;
  private final SpoolBudget.Share share;
  private final ByteArrayOutputStream memory = new ByteArrayOutputStream(512);
  private long length;
  private boolean spooling;

  // Shared with the writing thread, guarded by this.
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private long waitingOctets;
  private boolean writing;
  private boolean paused;
  private Throwable failed;
  private boolean discarded;
  private Consumer<RequestBody> done;

  // Only the writing thread's; handed from task to task by the lock.
  private OutputStream out;
  private Path file;

  /**
   * Prepares for one request's content.
   *
   * @param client whose share of the room it takes
   * @param resume called on the loop when {@link #saturated} has come to an end
   */
  UploadSpool(UploadPolicy policy, String client, Executor files, Executor loop, Runnable resume) {
    this.policy = policy;
    this.files = files;
    this.loop = loop;
    this.resume = resume;
    this.share = policy.budget().share(client);
  }

  long length() {
    return length;
  }

  /**
   * Why there is no room for content of a length known beforehand; null where there is, or the
   * length is not known, which a negative one says. What then comes finds its room taken.
   */
  RequestRefusal admit(long declared) {
    return declared <= policy.memoryBytes() ? null : share.reach(declared);
  }

  /** Takes that many octets, or says why not. */
  RequestRefusal add(ByteBuf in, int count) {
    length += count;
    if (length > policy.maxBytes() || (policy.folder() == null && length > policy.memoryBytes())) {
      in.skipBytes(count);
      return RequestRefusal.CONTENT_TOO_LARGE;
    }
    boolean inMemory = !spooling && length <= policy.memoryBytes();
    RequestRefusal refusal = inMemory ? null : share.reach(length);
    if (refusal != null) {
      in.skipBytes(count);
      return refusal;
    }
    byte[] octets = new byte[count];
    in.readBytes(octets);
    if (inMemory) {
      memory.write(octets, 0, count);
      return null;
    }
    if (!spooling) {
      spooling = true;
      enqueue(memory.toByteArray());
      memory.reset();
    }
    return enqueue(octets) ? null : RequestRefusal.UPLOAD_FAILED;
  }

  /** Whether the file is written more slowly than content arrives; then reading should pause. */
  synchronized boolean saturated() {
    paused = waitingOctets > MOST_WAITING;
    return paused;
  }

  /** Why the content could not be stored; null where nothing of that kind has happened. */
  synchronized Throwable failure() {
    return failed;
  }

  /** Hands over the content, on the loop; null where it could not be stored. */
  void finish(Consumer<RequestBody> then) {
    if (!spooling) {
      share.release();
      then.accept(length == 0 ? RequestBody.EMPTY : new Content(memory.toByteArray()));
      return;
    }
    synchronized (this) {
      done = then;
      startWriting();
    }
  }

  /** Gives up what has come so far. */
  synchronized void discard() {
    discarded = true;
    if (spooling) {
      startWriting();
    } else {
      share.release();
    }
  }

  private synchronized boolean enqueue(byte[] octets) {
    waiting.add(octets);
    waitingOctets += octets.length;
    startWriting();
    return failed == null;
  }

  private void startWriting() {
    if (writing) {
      return;
    }
    writing = true;
    try {
      files.execute(this::write);
    } catch (RuntimeException | Error e) {
      // The origin stops, or there is no thread to be had: nobody else would give back what is
      // held.
      fail(e);
      writing = false;
      waiting.clear();
      waitingOctets = 0;
      if (discarded || done != null) {
        settle();
      }
    }
  }

  private void write() {
    for (byte[] next = next(); next != null; next = next()) {
      try {
        if (out == null) {
          file = Files.createTempFile(policy.folder(), "upload-", ".part");
          out = Files.newOutputStream(file);
        }
        out.write(next);
      } catch (IOException | RuntimeException | Error e) {
        // Of whatever kind: who sends the content waits for an answer.
        fail(e);
      }
    }
  }

  private void fail(Throwable cause) {
    synchronized (this) {
      failed = cause;
    }
    SafeLog.error(LOG, "request content could not be stored", cause);
  }

  /**
   * The next octets to write; null where the writing has come to an end. It ends in one step with
   * finding nothing left, or another task might go on with a file that this one still closes.
   */
  private byte[] next() {
    byte[] next;
    boolean unpaused;
    boolean last = false;
    synchronized (this) {
      boolean lost = failed != null || discarded;
      if (lost) {
        waiting.clear();
        waitingOctets = 0;
      }
      next = waiting.poll();
      if (next != null) {
        waitingOctets -= next.length;
      } else if (lost || done != null) {
        last = true;
      } else {
        writing = false;
      }
      unpaused = paused && waitingOctets <= MOST_WAITING / 2;
      if (unpaused) {
        paused = false;
      }
    }
    if (unpaused) {
      loop.execute(resume);
    }
    if (last) {
      settle();
    }
    return next;
  }

  /** Closes the file, then hands it over or deletes it. */
  private void settle() {
    close();
    Consumer<RequestBody> then;
    Path settled = file;
    boolean lost;
    synchronized (this) {
      lost = failed != null || discarded;
      then = done;
      done = null;
      file = null;
      writing = false;
    }
    if (lost) {
      if (settled != null) {
        delete(settled);
      }
      share.release();
    }
    if (then != null) {
      RequestBody body = lost ? null : new Spooled(settled, length, files, share);
      loop.execute(() -> then.accept(body));
    }
  }

  private void close() {
    if (out == null) {
      return;
    }
    try {
      out.close();
    } catch (IOException e) {
      fail(e);
    }
    out = null;
  }

  private static void delete(Path file) {
    try {
      boolean unusedResult = Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("a spooled upload could not be deleted", e);
    }
  }

  /** Deletes the file behind a body, where there is one. */
  static void release(RequestBody body) {
    if (body instanceof Spooled spooled) {
      try {
        spooled.files.execute(spooled::end);
      } catch (RuntimeException | Error e) {
        // Then here: a short wait is better than room that is taken for ever.
        LOG.debug("no thread to delete an upload", e);
        spooled.end();
      }
    }
  }

  private record Content(byte[] octets) implements RequestBody {
    @Override
    public long length() {
      return octets.length;
    }

    @Override
    public Path file() {
      return null;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(octets);
    }
  }

  private record Spooled(Path file, long length, Executor files, SpoolBudget.Share share)
      implements RequestBody {
    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(file);
    }

    private void end() {
      delete(file);
      share.release();
    }
  }
}
