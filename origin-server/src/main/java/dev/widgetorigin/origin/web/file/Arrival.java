package dev.widgetorigin.origin.web.file;

import java.io.IOException;

/**
 * How much is there of a file that is sent while it is being fetched. Its last octet is kept back
 * until all of it was found to be right; otherwise whoever sends it has to break off, and its
 * client cannot take it for whole. Thread-safe.
 */
public final class Arrival {
  private final long size;
  private long there;
  private String failure;

  /**
   * @param size of the whole file, at least 1
   */
  public Arrival(long size) {
    this.size = size;
  }

  /** So many octets are in the file. */
  public synchronized void has(long octets) {
    there = Math.max(there, Math.min(octets, size - 1));
    notifyAll();
  }

  /** All of it is there, and right. */
  public synchronized void whole() {
    there = size;
    notifyAll();
  }

  /** Nothing more comes, or what came is wrong. Without effect on a whole file. */
  public synchronized void failed(String why) {
    failure = why;
    notifyAll();
  }

  /**
   * Waits until the file has all octets before {@code end}. Not for an event loop. Throws
   * IOException where they will not come.
   */
  public synchronized void await(long end) throws IOException {
    try {
      while (there < end) {
        if (failure != null) {
          throw new IOException("a file that was sent while it was fetched: " + failure);
        }
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a file arrived", e);
    }
  }
}
