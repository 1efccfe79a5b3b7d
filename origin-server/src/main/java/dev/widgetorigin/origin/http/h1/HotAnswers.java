package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.web.Body;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whole answers that one event loop sends often: head, Date, empty line and body in one direct
 * buffer, so that the socket takes one piece of memory, and nothing is copied or rendered again.
 * Only the 29 octets of the date change; they are written in place when the second has changed.
 *
 * <p>A buffer that a socket has not taken in full never changes: it has a reference besides the one
 * held here, and then a copy with the new date takes its place. The old one counts until the socket
 * has let go of it.
 *
 * <p>An answer is built when it was asked for {@link #OFTEN} times more than others of the same
 * slot. There are {@link #SLOTS} slots, and all buffers of a loop together hold at most {@link
 * #HELD} octets, and those of all loops {@link #HELD_BY_ALL}. When that is used up, answers that
 * were not sent within the current second give way, and others are sent in parts. Confined to its
 * loop.
 */
final class HotAnswers {
  /**
   * The largest body: beyond it a second part of a gathering write is a small share of the work (at
   * 131 kB it was 6 %), and few would have room.
   */
  static final int LARGEST = 256 * 1024;

  /** The most octets that one loop holds. */
  static final int HELD = 2 * 1024 * 1024;

  /** The most octets that all loops hold, of the 16 MiB that sockets have; see DirectMemory. */
  static final int HELD_BY_ALL = 4 * 1024 * 1024;

  private static final AtomicInteger HELD_NOW = new AtomicInteger();

  static final int OFTEN = 4;

  private static final int SLOTS = 256;

  /** More votes would keep an answer that nobody asks for any more for longer. */
  private static final int MOST_VOTES = 16;

  private static final byte[] CR_LF = {'\r', '\n'};

  private static final FastThreadLocal<HotAnswers> CURRENT =
      new FastThreadLocal<>() {
        @Override
        protected HotAnswers initialValue() {
          return new HotAnswers();
        }

        @Override
        protected void onRemoval(HotAnswers ended) {
          ended.close();
        }
      };

  private final Slot[] slots = new Slot[SLOTS];

  /** Buffers that sockets have not taken in full, and that are not sent any more. */
  private final List<ByteBuf> leaving = new ArrayList<>();

  private int held;

  /** The date when {@link #leaving} was looked through last. */
  private byte[] second;

  /** The date when all slots were looked through last; see {@link #makeRoom}. */
  private byte[] roomMade;

  /** Those of the event loop that asks. */
  static HotAnswers current() {
    return CURRENT.get();
  }

  /** Octets of the buffers held now, those that are only being sent included. */
  int held() {
    return held;
  }

  /**
   * The whole answer with one reference for the caller, or null where the parts are to be sent.
   *
   * @param head says how long the body is
   * @param body the same object means the same octets
   * @param date the field's line with its CR LF; the same object until the second changes
   */
  @SuppressWarnings("ReferenceEquality") // equal bodies may be reloaded ones; only the same counts
  ByteBuf find(Http1Head head, Body.Memory body, byte[] date, ByteBufAllocator allocator) {
    if (date != second) {
      second = date;
      leaving.removeIf(this::gone);
    }
    int index = head.number & SLOTS - 1;
    Slot slot = slots[index];
    if (slot == null) {
      slots[index] = new Slot(head, body);
      return null;
    }
    if (slot.head != head || slot.body != body) {
      slot.votes--;
      if (slot.votes <= 0) {
        drop(slot);
        slots[index] = new Slot(head, body);
      }
      return null;
    }
    slot.votes = Math.min(slot.votes + 1, MOST_VOTES);
    if (slot.whole == null && (slot.votes < OFTEN || !build(slot, date, allocator))) {
      return null;
    }
    if (slot.date != date && !redate(slot, date, allocator)) {
      return null;
    }
    return taken(slot);
  }

  private static ByteBuf taken(Slot slot) {
    ByteBuf whole = slot.whole;
    if (whole.refCnt() == 1) {
      // A socket that took it in pieces has moved the index.
      return whole.readerIndex(0).retain();
    }
    return whole.retainedDuplicate().readerIndex(0);
  }

  private boolean build(Slot slot, byte[] date, ByteBufAllocator allocator) {
    byte[] head = slot.head.octets;
    ByteBuf bytes = slot.body.bytes();
    int length = head.length + date.length + CR_LF.length + bytes.readableBytes();
    if (held + length > HELD) {
      makeRoom(date);
      if (held + length > HELD) {
        return false;
      }
    }
    ByteBuf whole = room(allocator, length);
    if (whole == null) {
      return false;
    }
    held += length;
    whole.writeBytes(head).writeBytes(date).writeBytes(CR_LF);
    whole.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    slot.whole = whole;
    slot.date = date;
    return true;
  }

  /** Null where there is no memory: the parts are sent as they are. */
  private static ByteBuf room(ByteBufAllocator allocator, int length) {
    if (HELD_NOW.addAndGet(length) > HELD_BY_ALL) {
      HELD_NOW.addAndGet(-length);
      return null;
    }
    try {
      // No room for more: nobody on the way may add anything to it.
      return allocator.directBuffer(length, length);
    } catch (OutOfMemoryError e) {
      HELD_NOW.addAndGet(-length);
      return null;
    }
  }

  /** Gives the answer another date; false where there is none to be had. */
  private boolean redate(Slot slot, byte[] date, ByteBufAllocator allocator) {
    if (slot.whole.refCnt() == 1 && slot.date.length == date.length) {
      slot.whole.setBytes(slot.head.octets.length, date);
      slot.date = date;
      return true;
    }
    drop(slot);
    return build(slot, date, allocator);
  }

  /** Lets go of what was not sent in this second; looks for it once a second. */
  private void makeRoom(byte[] date) {
    if (roomMade == date) {
      return;
    }
    roomMade = date;
    for (Slot slot : slots) {
      if (slot != null && slot.date != date) {
        drop(slot);
      }
    }
  }

  private void drop(Slot slot) {
    if (slot.whole != null && !gone(slot.whole)) {
      leaving.add(slot.whole);
    }
    slot.whole = null;
    slot.date = null;
  }

  /** Lets go of a buffer that no socket holds; false where one does. */
  private boolean gone(ByteBuf whole) {
    if (whole.refCnt() > 1) {
      return false;
    }
    held -= whole.capacity();
    HELD_NOW.addAndGet(-whole.capacity());
    whole.release();
    return true;
  }

  void close() {
    for (Slot slot : slots) {
      if (slot != null) {
        drop(slot);
      }
    }
    leaving.forEach(ByteBuf::release);
    leaving.clear();
    HELD_NOW.addAndGet(-held);
    held = 0;
  }

  private static final class Slot {
    final Http1Head head;
    final Body.Memory body;
    int votes = 1;

    /** Null where it was not built. */
    ByteBuf whole;

    /** The date in it. */
    byte[] date;

    Slot(Http1Head head, Body.Memory body) {
      this.head = head;
      this.body = body;
    }
  }
}
