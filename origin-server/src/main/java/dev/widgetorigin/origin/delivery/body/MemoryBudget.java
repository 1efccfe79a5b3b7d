package dev.widgetorigin.origin.delivery.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The off-heap bytes that bodies may hold, counted from allocation until the last reference is
 * gone: an evicted body that is still being sent counts. Where the JVM has no such memory for the
 * moment, there is no room for a moment. Thread-safe.
 */
public class MemoryBudget {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);

  /** After a refusal the JVM is not asked again for so long: it collects garbage each time. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private volatile boolean refused;
  private volatile long refusedAt;

  public MemoryBudget(long limit) {
    this.limit = limit;
  }

  public long used() {
    return used.get();
  }

  public long limit() {
    return limit;
  }

  /** An empty buffer of exactly {@code size} bytes, or null where there is no room for it. */
  public ByteBuf allocate(int size) {
    if (refused && System.nanoTime() - refusedAt < PAUSE_NANOS) {
      return null;
    }
    long before;
    do {
      before = used.get();
      if (before + size > limit) {
        return null;
      }
    } while (!used.compareAndSet(before, before + size));
    boolean allocated = false;
    try {
      ByteBuf buffer = reserved(size);
      allocated = true;
      refused = false;
      return buffer;
    } catch (OutOfMemoryError e) {
      LOG.warn(
          "no memory for {} bytes of a file; it is sent from the disk: {}", size, e.toString());
      refusedAt = System.nanoTime();
      refused = true;
      return null;
    } finally {
      if (!allocated) {
        used.addAndGet(-size);
      }
    }
  }

  /** May throw OutOfMemoryError. */
  ByteBuf reserved(int size) {
    return new Counted(size);
  }

  private final class Counted extends UnpooledDirectByteBuf {
    private final int size;

    Counted(int size) {
      super(UnpooledByteBufAllocator.DEFAULT, size, size);
      this.size = size;
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      used.addAndGet(-size);
    }
  }
}
