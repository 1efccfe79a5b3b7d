package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.hpack.HpackDecoder;
import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import dev.widgetorigin.origin.http.hpack.HpackStaticTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fields that the origin says with every answer of a kind. A connection's client is told them once,
 * and reminded by an octet each (RFC 7541 §2.3.2): half of what a head would be.
 *
 * <p>Nothing else is ever put into a client's table, so the set told last is the newest entries
 * there, and their numbers are the same on every connection. Immutable.
 */
final class Http2SharedFields {
  /** What says nothing of the one file. */
  private static final Set<String> NAMES =
      Set.of(
          "accept-ranges",
          "access-control-allow-credentials",
          "access-control-allow-origin",
          "access-control-expose-headers",
          "cache-control",
          "cdn-cache-control",
          "content-security-policy",
          "cross-origin-resource-policy",
          "server",
          "strict-transport-security",
          "surrogate-control",
          "timing-allow-origin",
          "vary",
          "x-content-type-options");

  /** RFC 7541 §4.1: what an entry counts for beside its octets. */
  private static final int ENTRY_OVERHEAD = 32;

  private static final int FIRST_DYNAMIC = 62;

  /** There are few; more come only of an allow-list that names very many origins. */
  private static final int MOST_KEPT = 1000;

  private static final Map<List<String>, Http2SharedFields> KEPT = new ConcurrentHashMap<>();

  /** For a client that remembers nothing. */
  final byte[] plain;

  /** For a client that is to remember them; null where they are too many for its table. */
  final byte[] told;

  /** For a client that was told them last. */
  final byte[] reminder;

  private Http2SharedFields(List<String> namesAndValues) {
    HpackEncoder plainly = new HpackEncoder();
    HpackEncoder telling = new HpackEncoder();
    int entries = 0;
    int size = 0;
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      String name = namesAndValues.get(i);
      String value = namesAndValues.get(i + 1);
      plainly.field(name, value);
      int row = HpackStaticTable.indexOf(name, value);
      rows.add(row);
      if (row > 0) {
        telling.row(row);
      } else {
        telling.remembered(name, value);
        entries++;
        size += ENTRY_OVERHEAD + name.length() + value.length();
      }
    }
    HpackEncoder reminding = new HpackEncoder();
    int older = entries;
    for (int row : rows) {
      reminding.row(row > 0 ? row : FIRST_DYNAMIC + --older);
    }
    plain = plainly.octets();
    told = size <= HpackDecoder.TABLE_SIZE ? telling.octets() : null;
    reminder = reminding.octets();
  }

  static boolean holds(String lowerCaseName) {
    return NAMES.contains(lowerCaseName);
  }

  /** The set of these fields: name, value, name, value… */
  static Http2SharedFields of(List<String> namesAndValues) {
    Http2SharedFields kept = KEPT.get(namesAndValues);
    if (kept != null) {
      return kept;
    }
    Http2SharedFields made = new Http2SharedFields(namesAndValues);
    if (KEPT.size() < MOST_KEPT) {
      KEPT.put(List.copyOf(namesAndValues), made);
    }
    return made;
  }
}
