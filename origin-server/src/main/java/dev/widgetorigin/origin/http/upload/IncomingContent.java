package dev.widgetorigin.origin.http.upload;

import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.web.RequestBody;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One request's content: admitted by its length, counted, collected in memory or in a file, held to
 * a least pace, and let go of in the end. Confined to the connection's event loop.
 *
 * <pre>
 * begin -> add… -> finish -> body -> release
 *   before finish: discard
 * </pre>
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

  private final Pace pace;

  /**
   * Null where no content is awaited: before it is admitted, and when it has come or is given up.
   */
  private UploadSpool spool;

  private Throwable failure;

  private boolean inMemory;
  private long seen;
  private RequestBody body = RequestBody.EMPTY;

  public IncomingContent(Pace pace) {
    this.pace = pace;
  }

  /**
   * Begins to collect; null, or why content of that length is refused.
   *
   * @param client whose share of the room it takes
   * @param declared its length; negative where that is not known
   * @param files where files are written
   * @param loop runs tasks on the event loop
   * @param resume called on the loop when {@link #saturated} has come to an end
   */
  public RequestRefusal begin(
      UploadPolicy policy,
      String client,
      long declared,
      Executor files,
      Executor loop,
      Runnable resume) {
    if (declared > policy.maxBytes()) {
      return RequestRefusal.CONTENT_TOO_LARGE;
    }
    UploadSpool begun = new UploadSpool(policy, client, files, loop, resume);
    RequestRefusal refusal = begun.admit(declared);
    if (refusal != null) {
      return refusal;
    }
    inMemory = policy.inMemory();
    spool = begun;
    return null;
  }

  /** Whether content is awaited; what comes otherwise is to be thrown away. */
  public boolean awaited() {
    return spool != null;
  }

  /** Takes that many octets, or says why not. */
  public RequestRefusal add(ByteBuf in, int count) {
    RequestRefusal refusal = count == 0 ? null : spool.add(in, count);
    failure = refusal == RequestRefusal.UPLOAD_FAILED ? spool.failure() : null;
    return refusal;
  }

  /** Octets that have come so far. */
  public long length() {
    return spool.length();
  }

  /** Whether the file is written more slowly than content arrives; then reading should pause. */
  public boolean saturated() {
    return spool != null && spool.saturated();
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

  /**
   * The last of it has come.
   *
   * @param then called on the loop, with whether all of it is stored
   */
  public void finish(Consumer<Boolean> then) {
    UploadSpool finishing = spool;
    finishing.finish(
        complete -> {
          failure = finishing.failure();
          spool = null;
          body = complete == null ? RequestBody.EMPTY : complete;
          then.accept(complete != null);
        });
  }

  /** Why it was {@link RequestRefusal#UPLOAD_FAILED}; null before. */
  public Throwable failure() {
    return failure;
  }

  /** The content, when all of it is stored; empty before. */
  public RequestBody body() {
    return body;
  }

  /** Gives up what has come so far, where more is awaited. */
  public void discard() {
    if (spool != null) {
      spool.discard();
      spool = null;
    }
  }

  /** Lets go of the body, and of its file. */
  public void release() {
    if (body != RequestBody.EMPTY) {
      UploadSpool.release(body);
      body = RequestBody.EMPTY;
    }
  }
}
