package dev.widgetorigin.origin.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The off-heap bytes that bodies may hold, counted from allocation until the last reference is
 * gone: an evicted body that is still being sent counts. Thread-safe.
 */
final class MemoryBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  MemoryBudget(long limit) {
    this.limit = limit;
  }

  long used() {
    return used.get();
  }

  long limit() {
    return limit;
  }

  /** An empty buffer of exactly {@code size} bytes, or null where that would exceed the limit. */
  ByteBuf allocate(int size) {
    long before;
    do {
      before = used.get();
      if (before + size > limit) {
        return null;
      }
    } while (!used.compareAndSet(before, before + size));
    boolean allocated = false;
    try {
      ByteBuf buffer = new Counted(size);
      allocated = true;
      return buffer;
    } finally {
      if (!allocated) {
        used.addAndGet(-size);
      }
    }
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
