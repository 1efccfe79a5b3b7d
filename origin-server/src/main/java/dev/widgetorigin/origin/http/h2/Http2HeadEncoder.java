package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.hpack.HpackBlock;
import dev.widgetorigin.origin.http.hpack.HpackLine;
import dev.widgetorigin.origin.http.hpack.HpackMemory;

/**
 * Makes the header blocks of one connection's replies. What many answers have is told once; an
 * answer that is given twice, and the date of the second, are told the second time; all of it is an
 * octet a line from then on. Confined to the connection's event loop.
 */
final class Http2HeadEncoder {
  private static final HpackLine[] NONE = {};

  private final HpackMemory memory = new HpackMemory();

  /** The answer given last, and the one before; null where there was none. */
  private Http2Head last;

  private Http2Head former;

  /** Where their own lines are in the client's memory, or would be. */
  private int lastPlace;

  private int formerPlace;

  /** The date that was said last. */
  private HpackLine[] date;

  private int datePlace;

  /** The client's table may have that many octets from the next block on. */
  void tableSize(long octets) {
    memory.resize(octets);
  }

  /** The most octets of a block with that head. */
  static int most(Http2Head head, HpackLine[] now) {
    return HpackMemory.MOST_BEGIN + head.most + now[0].most();
  }

  /** Makes a block that refers to nothing that was told, of lines in full. */
  void plain(HpackBlock block, byte[] lines) {
    memory.begin(block);
    block.add(lines);
  }

  /** Makes a block that refers to nothing that was told. */
  void plain(HpackBlock block, Http2Head head, HpackLine[] now) {
    plain(block, head.own);
    for (HpackLine line : head.common) {
      line.addTo(block);
    }
    now[0].addTo(block);
  }

  /** Makes a block of the head and the date, which is an array of one. */
  void block(HpackBlock block, Http2Head head, HpackLine[] now) {
    memory.begin(block);
    // A smaller table than usual is for what many answers have.
    boolean whole = memory.limit() == HpackMemory.MOST;
    HpackLine[] lines = again(head) && whole ? head.again() : NONE;
    if (lines.length > 0) {
      lastPlace = memory.addRow(block, lines, lastPlace);
    } else {
      block.add(head.own);
    }
    for (HpackLine line : head.common) {
      memory.add(block, line);
    }
    if (now == date && whole) {
      datePlace = memory.addRow(block, now, datePlace);
    } else {
      date = now;
      now[0].addTo(block);
    }
  }

  /** Whether the head is one of the last two; it is the last one now. */
  private boolean again(Http2Head head) {
    if (head == last) {
      return true;
    }
    boolean again = head == former;
    int place = formerPlace;
    former = last;
    formerPlace = lastPlace;
    last = head;
    lastPlace = place;
    return again;
  }
}
