package dev.widgetorigin.origin.http.hpack;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A field line of answers, encoded once: as it is said to a client that is not to remember it, and
 * as it is said to one that is ({@link HpackMemory}). Immutable; any thread.
 */
public final class HpackLine {
  /** RFC 7541 §4.1: what an entry counts for beside its octets. */
  private static final int OVERHEAD = 32;

  /** Lines that many answers have are looked for by identity, so equal ones are to be the same. */
  private static final AtomicReferenceArray<HpackLine> SAME = new AtomicReferenceArray<>(1024);

  private final String name;
  private final String value;

  /** Said in full, not to be remembered; or the row of the static table that says it. */
  final byte[] plain;

  /** Said in full, to become the newest entry of the client's table. */
  final byte[] telling;

  /** What it counts for in a table, in octets; 0 where the static table has it. */
  public final int size;

  private HpackLine(String name, String value) {
    this.name = name;
    this.value = value;
    this.plain = new HpackEncoder().field(name, value).octets();
    if (HpackStaticTable.indexOf(name, value) > 0) {
      this.telling = plain;
      this.size = 0;
    } else {
      this.telling = new HpackEncoder().remembered(name, value).octets();
      this.size = OVERHEAD + name.length() + value.length();
    }
  }

  /** A line of one answer only. */
  public static HpackLine own(String lowerCaseName, String value) {
    return new HpackLine(lowerCaseName, value);
  }

  /**
   * A line that other answers have too; mostly the very same object for the same text. Where two
   * lines contend for one place, the later one has it, and clients are told the other once more.
   */
  public static HpackLine common(String lowerCaseName, String value) {
    int hash = 31 * lowerCaseName.hashCode() + value.hashCode();
    int place = (hash * 0x9e3779b9) >>> 22;
    HpackLine kept = SAME.get(place);
    if (kept != null && kept.name.equals(lowerCaseName) && kept.value.equals(value)) {
      return kept;
    }
    HpackLine made = new HpackLine(lowerCaseName, value);
    SAME.set(place, made);
    return made;
  }

  /** Says it in full, not to be remembered. */
  public void addTo(HpackBlock block) {
    block.add(plain);
  }

  /** The most octets that it takes in a block. */
  public int most() {
    return plain.length;
  }
}
