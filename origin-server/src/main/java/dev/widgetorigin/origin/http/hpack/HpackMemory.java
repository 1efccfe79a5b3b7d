package dev.widgetorigin.origin.http.hpack;

/**
 * What a client has in its table of our field lines (RFC 7541 §2.3.2): each is told in full once,
 * and is an octet from then on. Blocks must be sent in the order in which they were made. Confined
 * to the connection's event loop.
 */
public final class HpackMemory {
  /** The most that is used of a client's table, whatever it offers; what each begins with. */
  public static final int MOST = 4096;

  /** The most octets that {@link #begin} takes in a block. */
  public static final int MOST_BEGIN = 6;

  /** A table of less than that is not worth its entries. */
  private static final int LEAST = 512;

  private static final int FEW = 32;
  private static final HpackLine[] NONE = {};

  /**
   * A ring; the newest is before {@code told}. Its length is a power of two, or 0 until the first
   * line is told: a connection that asks for nothing has none.
   */
  private HpackLine[] ring = NONE;

  /** How many were told ever; only differences mean anything, for it may overflow. */
  private int told;

  private int count;
  private int size;
  private int limit = MOST;

  /** The smallest and the last limit since the last block; the same where nothing has changed. */
  private int smallest = MOST;

  private int wanted = MOST;

  /** Where the next line is looked for first: lines come in the order in which they were told. */
  private int next;

  /** The client's table may have that size from the next block on (RFC 9113 §6.5.2). */
  public void resize(long octets) {
    wanted = octets < LEAST ? 0 : (int) Math.min(octets, MOST);
    smallest = Math.min(smallest, wanted);
  }

  /** Octets that the client's table may have, after {@link #begin}. */
  public int limit() {
    return limit;
  }

  /** Begins a block: says first what became of the table's size (RFC 7541 §4.2). */
  public void begin(HpackBlock block) {
    if (smallest == limit && wanted == limit) {
      return;
    }
    if (smallest < limit) {
      block.tableSize(smallest);
      limit = smallest;
      evict(0);
    }
    if (wanted != limit) {
      block.tableSize(wanted);
      limit = wanted;
    }
    smallest = wanted;
  }

  /** Says the line: in full, to be remembered, where the client does not know it. */
  public void add(HpackBlock block, HpackLine line) {
    if (line.size == 0) {
      block.add(line.plain);
      return;
    }
    int back = find(line);
    if (back > 0) {
      block.row(HpackStaticTable.SIZE + back);
    } else if (line.size > limit / 2) {
      block.add(line.plain);
    } else {
      tell(block, line);
    }
  }

  /**
   * Says lines that were told one after the other, if they were told at all, and are looked for in
   * one place only. Either all of them are still remembered, or all are told again.
   *
   * @param place what this method answered the last time
   * @return where they are now
   */
  public int addRow(HpackBlock block, HpackLine[] lines, int place) {
    int back = told - place;
    boolean known = back > 0 && back <= count && ring[place & (ring.length - 1)] == first(lines);
    int now = known ? place : told;
    for (HpackLine line : lines) {
      if (line.size == 0) {
        block.add(line.plain);
      } else if (known) {
        block.row(HpackStaticTable.SIZE + back--);
      } else {
        tell(block, line);
      }
    }
    return now;
  }

  private static HpackLine first(HpackLine[] lines) {
    int i = 0;
    while (i < lines.length - 1 && lines[i].size == 0) {
      i++;
    }
    return lines[i];
  }

  /** How many entries back it is; 0 where it is not there. */
  private int find(HpackLine line) {
    int mask = ring.length - 1;
    int back = told - next;
    if (back > 0 && back <= count && ring[next & mask] == line) {
      next++;
      return back;
    }
    for (back = count; back > 0; back--) {
      if (ring[(told - back) & mask] == line) {
        next = told - back + 1;
        return back;
      }
    }
    return 0;
  }

  /** Says the line in full, to be remembered. */
  private void tell(HpackBlock block, HpackLine line) {
    block.add(line.telling);
    evict(line.size);
    if (count == ring.length) {
      grow();
    }
    ring[told & (ring.length - 1)] = line;
    told++;
    count++;
    size += line.size;
    next = told;
  }

  private void grow() {
    HpackLine[] larger = new HpackLine[Math.max(FEW, 2 * ring.length)];
    for (int back = count; back > 0; back--) {
      larger[(told - back) & (larger.length - 1)] = ring[(told - back) & (ring.length - 1)];
    }
    ring = larger;
  }

  /** Drops the oldest entries until so much more fits, as the client does (RFC 7541 §4.4). */
  private void evict(int room) {
    while (count > 0 && size + room > limit) {
      int oldest = (told - count) & (ring.length - 1);
      size -= ring[oldest].size;
      ring[oldest] = null;
      count--;
    }
  }
}
