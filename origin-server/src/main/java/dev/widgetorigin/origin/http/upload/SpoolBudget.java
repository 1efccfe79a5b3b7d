package dev.widgetorigin.origin.http.upload;

import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.web.async.ShareEvents;
import java.util.HashMap;
import java.util.Map;

/**
 * How much disk the uploads under way may take together, in bytes. Content that says how long it is
 * takes its place before any of it is read; chunked content takes it as it comes. The uploads of
 * one client may take half of it together; a single one may take all that is free. Thread-safe.
 */
public final class SpoolBudget {
  private final long most;
  private final ShareEvents shares;

  /** What clients have taken, by client; guarded by this. */
  private final Map<String, Long> held = new HashMap<>();

  private long taken;

  /** Tells nobody of refusals. */
  public SpoolBudget(long most) {
    this(most, ShareEvents.NONE);
  }

  /**
   * @param most bytes, of all uploads together
   * @param shares told of each upload that is refused because its client has its share
   */
  public SpoolBudget(long most, ShareEvents shares) {
    this.most = most;
    this.shares = shares;
  }

  /** What uploads have taken now. */
  public synchronized long taken() {
    return taken;
  }

  /**
   * What an upload of that client takes; nothing at first.
   *
   * @param client its token, or its address where it has none
   */
  Share share(String client) {
    return new Share(client);
  }

  /**
   * @param before what the same upload has taken already
   */
  private synchronized RequestRefusal take(String client, long before, long more) {
    long own = held.getOrDefault(client, 0L);
    if (more > most - taken) {
      return RequestRefusal.UPLOADS_BUSY;
    }
    if (own > before && more > most / 2 - own) {
      return RequestRefusal.UPLOADS_SHARE;
    }
    taken += more;
    held.put(client, own + more);
    return null;
  }

  private synchronized void giveBack(String client, long bytes) {
    taken -= bytes;
    held.computeIfPresent(client, (same, own) -> own == bytes ? null : own - bytes);
  }

  /** What one upload has taken; given back once, however often that is asked for. */
  final class Share {
    private final String client;
    private long held;
    private boolean released;
    private boolean refused;

    private Share(String client) {
      this.client = client;
    }

    /** Null where the upload may have that much in all, or was given up already; or why not. */
    synchronized RequestRefusal reach(long total) {
      long more = total - held;
      if (more <= 0 || released) {
        return null;
      }
      RequestRefusal refusal = take(client, held, more);
      held = refusal == null ? total : held;
      if (refusal == RequestRefusal.UPLOADS_SHARE && !refused) {
        refused = true;
        shares.refused(ShareEvents.Of.UPLOADS);
      }
      return refusal;
    }

    synchronized void release() {
      released = true;
      if (held > 0) {
        giveBack(client, held);
        held = 0;
      }
    }
  }
}
