package dev.widgetorigin.origin.http.upload;

import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.web.RequestBody;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One request's content on its way in: counted, collected in memory or in a file, and held to a
 * least pace. Confined to the connection's event loop.
 */
public final class IncomingContent {
  /**
   * How fast content must come.
   *
   * @param smallTicks how long all of a content may take that is held in memory
   * @param ticks after how long it is looked whether enough of a larger one has come
   * @param least octets that must have come meanwhile
   */
  public record Pace(long smallTicks, long ticks, long least) {}

  private final UploadSpool spool;
  private final boolean inMemory;
  private final Pace pace;
  private long seen;

  /**
   * Prepares for one request's content.
   *
   * @param files where files are written
   * @param loop runs tasks on the event loop
   * @param resume called on the loop when {@link #saturated} has come to an end
   */
  public IncomingContent(
      UploadPolicy policy, Pace pace, Executor files, Executor loop, Runnable resume) {
    this.spool = new UploadSpool(policy, files, loop, resume);
    this.inMemory = policy.inMemory();
    this.pace = pace;
  }

  /** Whether there is room for content of that length; a negative one is not known. */
  public boolean admits(long declared) {
    return spool.admits(declared);
  }

  /** Takes that many octets, or says why not. */
  public RequestRefusal add(ByteBuf in, int count) {
    return count == 0 ? null : spool.add(in, count);
  }

  /** Octets that have come so far. */
  public long length() {
    return spool.length();
  }

  /** Whether the file is written more slowly than content arrives; then reading should pause. */
  public boolean saturated() {
    return spool.saturated();
  }

  /** How long until {@link #movedOn} is to be asked, in ticks of the timer wheel. */
  public long ticks() {
    return inMemory ? pace.smallTicks() : pace.ticks();
  }

  /** Whether enough has come since the last look, so that the client may go on. */
  public boolean movedOn() {
    long now = spool.length();
    // Where it is saturated, it is our disk that is slow.
    boolean enough = spool.saturated() || (!inMemory && now - seen >= pace.least());
    seen = now;
    return enough;
  }

  /** Hands over the content, on the loop; null where it could not be stored. */
  public void finish(Consumer<RequestBody> then) {
    spool.finish(then);
  }

  /** Gives up what has come so far. */
  public void discard() {
    spool.discard();
  }

  /** Lets go of content that was handed over, and of its file. */
  public static void release(RequestBody body) {
    UploadSpool.release(body);
  }
}
