package dev.widgetorigin.origin.http.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;

/**
 * The direct buffers that one event loop reads requests into and writes replies from. A pool of
 * Netty's gives out the one that was given back longest ago; these are used again at once, while
 * the processor still has them in its cache, which makes a small answer some 5 % cheaper. Idle
 * connections hold none. Confined to its loop.
 */
public final class LoopBuffers {
  /**
   * The size of each. Requests are small, and so are the pieces in which uploads come; and the
   * replies to one read, but for large bodies, which are sent from where they are. One size for all
   * connections also saves each idle one the memory of its guess.
   */
  static final int OCTETS = 8 * 1024;

  /** The most plain text of a TLS record (RFC 8446 §5.1), for which there are buffers too. */
  public static final int RECORD = 16 * 1024;

  /** Several connections have one at a time only where answers come late. */
  private static final int KEPT = 4;

  private static final FastThreadLocal<LoopBuffers> CURRENT =
      new FastThreadLocal<>() {
        @Override
        protected LoopBuffers initialValue() {
          return new LoopBuffers();
        }

        @Override
        protected void onRemoval(LoopBuffers ended) {
          ended.close();
        }
      };

  private final ArrayDeque<ByteBuf> idle = new ArrayDeque<>(KEPT);
  private final ArrayDeque<ByteBuf> records = new ArrayDeque<>(KEPT);
  private ByteBuf input;

  /** Those of the event loop that asks. */
  public static LoopBuffers current() {
    return CURRENT.get();
  }

  /** An empty buffer of {@link #OCTETS} or {@link #RECORD}, with one reference. */
  ByteBuf take(ByteBufAllocator allocator, int octets) {
    ByteBuf last = idle(octets).pollLast();
    return last == null ? allocator.directBuffer(octets, octets) : last;
  }

  private ArrayDeque<ByteBuf> idle(int octets) {
    return octets == RECORD ? records : idle;
  }

  /**
   * Takes back a reference to a buffer of {@link #take}. Where there is none besides, all of it was
   * sent, and it is kept for the next reply; else it is left to whoever sends it.
   */
  void giveBack(ByteBuf buffer) {
    ArrayDeque<ByteBuf> alike = idle(buffer.maxCapacity());
    if (buffer.refCnt() == 1 && alike.size() < KEPT) {
      alike.addLast(buffer.clear());
    } else {
      buffer.release();
    }
  }

  /** An empty buffer to read into; the same one again where nobody kept what was read. */
  private ByteBuf input(ByteBufAllocator allocator) {
    if (input == null || input.refCnt() > 1) {
      if (input != null) {
        input.release();
      }
      input = allocator.directBuffer(OCTETS, OCTETS);
    }
    return input.clear().retain();
  }

  private void close() {
    idle.forEach(ByteBuf::release);
    idle.clear();
    records.forEach(ByteBuf::release);
    records.clear();
    if (input != null) {
      input.release();
      input = null;
    }
  }

  /** Makes channels read into the buffers of their event loop. */
  public static RecvByteBufAllocator reads() {
    return new Reads();
  }

  private static final class Reads extends DefaultMaxMessagesRecvByteBufAllocator {
    @Override
    @SuppressWarnings("deprecation")
    public Handle newHandle() {
      return new ReadHandle();
    }

    private final class ReadHandle extends MaxMessageHandle {
      @Override
      public ByteBuf allocate(ByteBufAllocator allocator) {
        return current().input(allocator);
      }

      @Override
      public int guess() {
        return OCTETS;
      }
    }
  }
}
