package dev.widgetorigin.origin.http.hpack;

import java.nio.charset.StandardCharsets;

/**
 * Reads header blocks of one connection (RFC 7541). Fields of the tables are handed out as they
 * are, so a block that only names known fields allocates nothing. Confined to one event loop.
 */
public final class HpackDecoder {
  /** What SETTINGS_HEADER_TABLE_SIZE is when nobody changes it. */
  public static final int TABLE_SIZE = 4096;

  /** An entry counts 32 octets at least (RFC 7541 §4.1). */
  private static final int MOST_ENTRIES = TABLE_SIZE / 32;

  private static final int FEW = 16;
  private static final HpackField[] NONE = {};
  private static final int BAD = -1;

  /** Takes fields in order. */
  public interface Sink {
    void field(HpackField field);
  }

  /**
   * A ring; the newest entry is before {@code next}. It grows with what the client has kept in it:
   * a connection that asks for nothing has none.
   */
  private HpackField[] entries = NONE;

  private int next;
  private int count;
  private int size;
  private int limit = TABLE_SIZE;

  private byte[] octets;
  private int at;
  private int end;

  /** Whether the block was sound; if not, the connection cannot go on (RFC 9113 §4.3). */
  public boolean decode(byte[] block, int from, int to, Sink sink) {
    octets = block;
    at = from;
    end = to;
    boolean sound = true;
    boolean atStart = true;
    while (sound && at < end) {
      int octet = octets[at];
      if (octet < 0) {
        sound = indexed(sink);
      } else if ((octet & 0x40) != 0) {
        sound = literal(6, true, sink);
      } else if ((octet & 0x20) != 0) {
        sound = atStart && resize();
        continue;
      } else {
        sound = literal(4, false, sink);
      }
      atStart = false;
    }
    octets = null;
    return sound;
  }

  /** Lets go of the table; nothing can be decoded any more. */
  public void discard() {
    entries = NONE;
    next = 0;
    count = 0;
    size = 0;
  }

  private boolean indexed(Sink sink) {
    HpackField field = entry(integer(7));
    if (field == null) {
      return false;
    }
    sink.field(field);
    return true;
  }

  private boolean literal(int prefix, boolean keep, Sink sink) {
    int index = integer(prefix);
    String name;
    if (index == 0) {
      name = string();
    } else {
      HpackField named = entry(index);
      name = named == null ? null : named.name;
    }
    String value = name == null ? null : string();
    if (value == null) {
      return false;
    }
    HpackField field = new HpackField(name, value);
    if (keep) {
      add(field);
    }
    sink.field(field);
    return true;
  }

  private boolean resize() {
    int newLimit = integer(5);
    if (newLimit < 0 || newLimit > TABLE_SIZE) {
      return false;
    }
    limit = newLimit;
    evict(0);
    return true;
  }

  private HpackField entry(int index) {
    if (index >= 1 && index <= HpackStaticTable.SIZE) {
      return HpackStaticTable.get(index);
    }
    int back = index - HpackStaticTable.SIZE;
    if (back < 1 || back > count) {
      return null;
    }
    return entries[Math.floorMod(next - back, entries.length)];
  }

  private void add(HpackField field) {
    int added = field.size();
    evict(added);
    if (added <= limit) {
      if (count == entries.length) {
        grow();
      }
      entries[next] = field;
      next = (next + 1) % entries.length;
      count++;
      size += added;
    }
  }

  /** So many of the smallest entries fill the table, so it is never full at its largest. */
  private void grow() {
    HpackField[] larger = new HpackField[Math.min(MOST_ENTRIES, Math.max(FEW, 2 * count))];
    for (int i = 0; i < count; i++) {
      larger[i] = entries[(next + i) % count];
    }
    entries = larger;
    next = count;
  }

  /** Entries that there is room for without growing. */
  int room() {
    return entries.length;
  }

  /** Drops the oldest entries until so much more fits. */
  private void evict(int room) {
    while (count > 0 && size + room > limit) {
      int oldest = Math.floorMod(next - count, entries.length);
      size -= entries[oldest].size();
      entries[oldest] = null;
      count--;
    }
  }

  /** RFC 7541 §5.1; more than 2^27 has no use here and is refused. */
  private int integer(int prefix) {
    int mask = (1 << prefix) - 1;
    int value = octets[at++] & mask;
    if (value < mask) {
      return value;
    }
    for (int shift = 0; shift <= 21; shift += 7) {
      if (at == end) {
        return BAD;
      }
      int octet = octets[at++];
      value += (octet & 0x7f) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    return BAD;
  }

  private String string() {
    if (at == end) {
      return null;
    }
    boolean huffman = octets[at] < 0;
    int length = integer(7);
    if (length < 0 || length > end - at) {
      return null;
    }
    int from = at;
    at += length;
    if (!huffman) {
      return new String(octets, from, length, StandardCharsets.ISO_8859_1);
    }
    byte[] decoded = new byte[HpackHuffman.mostDecoded(length)];
    int decodedLength = HpackHuffman.decode(octets, from, at, decoded);
    return decodedLength < 0
        ? null
        : new String(decoded, 0, decodedLength, StandardCharsets.ISO_8859_1);
  }
}
