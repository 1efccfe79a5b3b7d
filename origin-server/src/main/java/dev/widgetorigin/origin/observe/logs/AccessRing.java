package dev.widgetorigin.origin.observe.logs;

import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.resolver.Version;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A buffer between one event loop and the access log's thread, bounded in entries and in what
 * clients' texts take. Its entries are made once and written over, so that a request's line costs
 * the loop a few stores and no lock; an entry that was read holds no text any more. One writer, one
 * reader.
 */
final class AccessRing {
  /** One request, as the loop saw it. */
  static final class Entry {
    long timeMillis;
    long id;
    String requestId;
    String listener;
    String peer;

    /** As a trusted proxy names it; the peer itself where there is none. */
    String client;

    String method;
    String path;
    String query;
    int status;
    long bytes;
    long nanos;

    /** Which version answered; null where none did. */
    Version version;

    /** Of the content; null where it was sent as it is. */
    String encoding;

    /** {@code Origin}, or {@code Referer}; null where there is neither. */
    String site;

    /** Characters of what a client sized. */
    private int size;

    /** The longest text that is kept; of a longer one its beginning, and {@link #MORE}. */
    static final int LONGEST = 1024;

    static final String MORE = "...";

    /** Takes the client's texts, cut. */
    void request(String newRequestId, String newPeer, String newMethod) {
      requestId = newRequestId;
      peer = newPeer;
      method = newMethod;
    }

    /** Takes what the answer says of itself. */
    void answer(Reply reply) {
      status = reply.status();
      version = reply.headers().version();
      encoding = reply.headers().contentEncoding();
    }

    void target(String newPath, String newQuery) {
      path = cut(newPath);
      query = cut(newQuery);
    }

    static String cut(String text) {
      return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + MORE;
    }

    /** Whether that is only the beginning of what a client sent. */
    static boolean isCut(String text) {
      return text.length() > LONGEST;
    }

    private int measured() {
      return length(requestId)
          + length(peer)
          + length(client)
          + length(path)
          + length(query)
          + length(site);
    }

    private static int length(String text) {
      return text == null ? 0 : text.length();
    }

    /** Holds on to nothing that a client sent. */
    private void clear() {
      requestId = null;
      peer = null;
      client = null;
      path = null;
      query = null;
      version = null;
      site = null;
    }
  }

  /** The most characters of clients' texts that wait; Latin-1, so bytes. */
  private static final long MOST_WAITING = 2 << 20;

  private static final VarHandle WRITTEN;
  private static final VarHandle READ;
  private static final VarHandle CHARACTERS_OUT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WRITTEN = lookup.findVarHandle(AccessRing.class, "written", long.class);
      READ = lookup.findVarHandle(AccessRing.class, "read", long.class);
      CHARACTERS_OUT = lookup.findVarHandle(AccessRing.class, "charactersOut", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Entry[] entries;
  private final int mask;
  final int number;
  private long written;
  private long read;

  /** Characters that were ever put in, and taken out; the first is the writer's alone. */
  private long charactersIn;

  private long charactersOut;

  /** The writer's last sight of {@link #read}: spares it a shared read while there is room. */
  private long readSeen;

  /**
   * @param capacity a power of two
   * @param number of this ring, the first part of the ids it gives
   */
  AccessRing(int capacity, int number) {
    this.entries = new Entry[capacity];
    this.mask = capacity - 1;
    this.number = number;
    for (int i = 0; i < capacity; i++) {
      entries[i] = new Entry();
    }
  }

  /** The entry to fill in, or null where the reader is too far behind. Writer only. */
  Entry claim() {
    if (written - readSeen > mask) {
      readSeen = (long) READ.getAcquire(this);
      if (written - readSeen > mask) {
        return null;
      }
    }
    if (charactersIn - (long) CHARACTERS_OUT.getAcquire(this) > MOST_WAITING) {
      return null;
    }
    Entry entry = entries[(int) written & mask];
    entry.id = written;
    return entry;
  }

  /** Shows the claimed entry to the reader. */
  void publish() {
    Entry entry = entries[(int) written & mask];
    entry.size = entry.measured();
    charactersIn += entry.size;
    WRITTEN.setRelease(this, written + 1);
  }

  /** The oldest entry, or null. Valid until {@link #remove}. Reader only. */
  Entry peek() {
    return read == (long) WRITTEN.getAcquire(this) ? null : entries[(int) read & mask];
  }

  void remove() {
    Entry entry = entries[(int) read & mask];
    entry.clear();
    CHARACTERS_OUT.setRelease(this, charactersOut + entry.size);
    READ.setRelease(this, read + 1);
  }
}
