package dev.widgetorigin.store.blob;

import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes the blobs of one version, several at a time. A file system makes what is forced at the
 * same time durable together, so eight threads need a tenth of the time of one; most of a publish
 * of thousands of small files was this waiting.
 */
final class BlobWriter {
  private static final int THREADS = 8;

  /** Up to here one thread is quick enough, and a bundle's usual handful needs no other. */
  private static final int FEW = 32;

  /** Makes one blob durable. Called on any of the threads. */
  @FunctionalInterface
  interface Write {
    void run(Digest digest) throws IOException;
  }

  private final Write write;
  private final List<Digest> digests;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<Throwable> failed = new AtomicReference<>();

  private BlobWriter(Write write, List<Digest> digests) {
    this.write = write;
    this.digests = digests;
  }

  /**
   * Blocks until all are durable. Throws the first failure; then none is being written any more.
   *
   * @param digests each once
   */
  static void putAll(List<Digest> digests, Write write) throws IOException {
    BlobWriter writer = new BlobWriter(write, digests);
    List<Thread> helpers = new ArrayList<>();
    try {
      for (int i = 1; i < THREADS && digests.size() > FEW; i++) {
        Thread helper = new Thread(writer::write, "blobs-" + i);
        helper.setDaemon(true);
        helper.start();
        helpers.add(helper);
      }
      writer.write();
    } finally {
      join(helpers);
    }
    writer.throwIfFailed();
  }

  private void write() {
    int i;
    while (failed.get() == null && (i = next.getAndIncrement()) < digests.size()) {
      try {
        write.run(digests.get(i));
      } catch (Throwable e) {
        // Handed to the caller, whose thread may be another.
        failed.compareAndSet(null, e);
      }
    }
  }

  private void throwIfFailed() throws IOException {
    Throwable e = failed.get();
    if (e instanceof IOException io) {
      throw io;
    }
    if (e instanceof Error error) {
      throw error;
    }
    if (e instanceof RuntimeException unchecked) {
      throw unchecked;
    }
  }

  private static void join(List<Thread> helpers) {
    boolean interrupted = false;
    for (Thread helper : helpers) {
      while (helper.isAlive()) {
        try {
          helper.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
