package dev.widgetorigin.origin.delivery.description;

import dev.widgetorigin.origin.web.Problem;
import java.util.regex.Pattern;

/**
 * One page of a list that may be too long for one answer: {@code ?meta&page=2}. Pure.
 *
 * @param number from 1 on; 0 where the query asks for none
 * @param from index of its first entry
 * @param to index behind its last entry
 * @param of how many entries there are on all pages
 */
record ListPage(int number, int from, int to, int of) {
  /** Entries on one page. */
  static final int SIZE = 500;

  static final Problem NOT_FOUND =
      Problem.of(404, "Page not found", "Expected page=1 or a page that \"next\" names.");

  private static final String FIELD = "page=";
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");

  /** The page of so many entries that has that number. */
  static ListPage of(int number, int entries) {
    int from = (number - 1) * SIZE;
    return new ListPage(number, from, Math.min(entries, from + SIZE), entries);
  }

  /** The number that a query asks for: 1 where it names none, 0 where it names what is none. */
  static int number(String query) {
    for (String field : query == null ? new String[0] : query.split("&", -1)) {
      if (field.startsWith(FIELD)) {
        String number = field.substring(FIELD.length());
        return NUMBER.matcher(number).matches() ? Integer.parseInt(number) : 0;
      }
    }
    return 1;
  }

  /** Whether there is one of that number; the first always is, if only an empty one. */
  boolean exists() {
    return number == 1 || (number > 1 && from < of);
  }

  /** Whether the list takes more than one. */
  boolean isOneOfSeveral() {
    return of > SIZE;
  }

  /** Whether another one follows. */
  boolean hasNext() {
    return to < of;
  }
}
