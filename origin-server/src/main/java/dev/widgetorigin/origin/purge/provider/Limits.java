package dev.widgetorigin.origin.purge.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a provider takes in one request, and how many requests.
 *
 * @param items in one request
 * @param bytes of all items of one request, as {@code "item",}
 * @param burst requests (or items) that may come at once
 * @param perSecond how many more may come, on average
 * @param countsItems whether the rate counts items and not requests
 */
public record Limits(int items, int bytes, int burst, double perSecond, boolean countsItems) {
  static final int ANY_BYTES = Integer.MAX_VALUE;

  /** The same pace for requests of so many items. */
  static Limits of(int items, int burst, double perSecond) {
    return new Limits(items, ANY_BYTES, burst, perSecond, false);
  }

  /** In requests that are small enough, in the same order. */
  public List<List<String>> split(List<String> all) {
    List<List<String>> requests = new ArrayList<>();
    List<String> request = new ArrayList<>();
    long size = 0;
    for (String item : all) {
      // Quotes and a comma.
      int more = item.getBytes(StandardCharsets.UTF_8).length + 3;
      if (!request.isEmpty() && (request.size() == items || size + more > bytes)) {
        requests.add(List.copyOf(request));
        request.clear();
        size = 0;
      }
      request.add(item);
      size += more;
    }
    if (!request.isEmpty()) {
      requests.add(List.copyOf(request));
    }
    return requests;
  }

  /** What a request of so many items costs. */
  public int cost(int count) {
    return countsItems ? count : 1;
  }
}
