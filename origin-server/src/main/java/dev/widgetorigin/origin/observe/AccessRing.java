package dev.widgetorigin.origin.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A bounded buffer between one event loop and the access log's thread. Its entries are made once
 * and written over, so that a request's line costs the loop a few stores and no lock. One writer,
 * one reader.
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
  }

  private static final VarHandle WRITTEN;
  private static final VarHandle READ;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WRITTEN = lookup.findVarHandle(AccessRing.class, "written", long.class);
      READ = lookup.findVarHandle(AccessRing.class, "read", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Entry[] entries;
  private final int mask;
  final int number;
  private long written;
  private long read;

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

  /** The entry to fill in, or null where the reader is a whole buffer behind. Writer only. */
  Entry claim() {
    if (written - readSeen > mask) {
      readSeen = (long) READ.getAcquire(this);
      if (written - readSeen > mask) {
        return null;
      }
    }
    Entry entry = entries[(int) written & mask];
    entry.id = written;
    return entry;
  }

  /** Shows the claimed entry to the reader. */
  void publish() {
    WRITTEN.setRelease(this, written + 1);
  }

  /** The oldest entry, or null. Valid until {@link #remove}. Reader only. */
  Entry peek() {
    return read == (long) WRITTEN.getAcquire(this) ? null : entries[(int) read & mask];
  }

  void remove() {
    READ.setRelease(this, read + 1);
  }
}
