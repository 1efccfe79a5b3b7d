package dev.widgetorigin.resolver;

import dev.widgetorigin.resolver.SimpleRange.Result;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Reads a range: node-semver's strict grammar, by recursive descent.
 *
 * <pre>
 * range       ::= alternative ( '||' alternative )*
 * alternative ::= hyphen | ( simple ( blank+ simple )* )?        the empty one is '*'
 * hyphen      ::= prefix? partial blank+ '-' blank+ prefix? partial
 * simple      ::= caret | tilde | primitive
 * caret       ::= '^' blank* '='? blank* prefix? partial
 * tilde       ::= '~' blank* ( '&gt;' | '=' | '&gt;=' )? blank* prefix? partial
 * primitive   ::= ( '&lt;' | '&gt;' | '&lt;=' | '&gt;=' | '=' )? blank* prefix? partial
 * prefix      ::= ( 'v' | '=' )+                                 before a whole version only 'v'
 * partial     ::= xr ( '.' xr ( '.' xr ( '-' prerelease )? )? )?
 * xr          ::= 'x' | 'X' | '*' | numeric
 * </pre>
 *
 * <p>Numeric and prerelease are those of {@link VersionParser}. Build metadata ({@code '+' build})
 * may stand anywhere and means nothing. A prerelease behind a wildcard means nothing either. In a
 * primitive no number may stand behind a wildcard ({@code 1.x.3}); a caret, tilde or hyphen ignores
 * that number, as node-semver does. So it does with a wildcard too many in an otherwise whole
 * version: {@code 1.2.3*} is {@code 1.2.3}.
 *
 * <p>Linear in the text. What counts is limited to {@link Range#MAX_LENGTH} characters, the whole
 * with its build metadata to {@value #MAX_RAW_LENGTH}.
 */
final class RangeParser {
  static final int MAX_RAW_LENGTH = 1024;

  private static final String TOO_BIG = "numbers of at most " + Version.MAX_COMPONENT;

  private final String text;

  /** The text without build metadata, and for each of its characters the offset in the text. */
  private final StringBuilder significant = new StringBuilder();

  private final int[] offsets;
  private int errorAt = -1;
  private String expected = "";

  RangeParser(String text) {
    this.text = text;
    this.offsets = new int[Math.min(text.length(), MAX_RAW_LENGTH) + 1];
  }

  Range range() {
    Range range = rangeOrNull();
    if (range == null) {
      String found = errorAt < 0 ? "" : ", found " + Chars.found(text, errorAt);
      throw new ResolverException(
          ResolverException.Code.RANGE,
          errorAt,
          Chars.quote(text) + " is not a range: expected " + expected + found);
    }
    return range;
  }

  /** Null where the text is no range. */
  Range rangeOrNull() {
    if (text.length() > MAX_RAW_LENGTH) {
      fail(-1, "at most " + MAX_RAW_LENGTH + " characters, found " + text.length());
      return null;
    }
    dropBuildMetadata();
    if (significant.length() > Range.MAX_LENGTH) {
      fail(-1, "at most " + Range.MAX_LENGTH + " characters, found " + significant.length());
      return null;
    }
    List<List<Comparator>> alternatives = new ArrayList<>();
    int from = 0;
    for (int bar; (bar = significant.indexOf("||", from)) >= 0; from = bar + 2) {
      List<Comparator> all = alternative(from, bar);
      if (all == null) {
        return null;
      }
      alternatives.add(all);
    }
    List<Comparator> last = alternative(from, significant.length());
    if (last == null) {
      return null;
    }
    alternatives.add(last);
    return new Range(simplify(alternatives));
  }

  private void dropBuildMetadata() {
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) == '+' && isIdentifierAt(i + 1)) {
        i += 2;
        while (isIdentifierAt(i)
            || (i < text.length() && text.charAt(i) == '.' && isIdentifierAt(i + 1))) {
          i++;
        }
      } else {
        offsets[significant.length()] = i;
        significant.append(text.charAt(i++));
      }
    }
    offsets[significant.length()] = text.length();
  }

  private boolean isIdentifierAt(int offset) {
    return offset < text.length() && Chars.isIdentifier(text.charAt(offset));
  }

  /** Null where the text between the two is no alternative. */
  private List<Comparator> alternative(int from, int end) {
    String source = significant.substring(from, end);
    List<Comparator> all = new ArrayList<>();
    Result hyphen = new SimpleRange(source, all).hyphen();
    if (hyphen == Result.TOO_BIG) {
      return fail(offsets[from], TOO_BIG);
    }
    if (hyphen == Result.READ) {
      return conjunction(all);
    }
    RangeTokens tokens = new RangeTokens(source, offsets, from);
    for (String token; (token = tokens.next()) != null; ) {
      SimpleRange simple = new SimpleRange(token, all);
      Result outcome = simple.token();
      if (outcome == Result.TOO_BIG) {
        return fail(tokens.offset(0), TOO_BIG);
      }
      if (outcome == Result.MALFORMED) {
        return fail(tokens.offset(simple.stoppedAt()), "a version, a partial version or a blank");
      }
    }
    return conjunction(all);
  }

  /**
   * Within an alternative: one impossible bound is all of it, a '*' beside others means nothing.
   */
  private static List<Comparator> conjunction(List<Comparator> all) {
    if (all.size() == 1) {
      return List.of(all.get(0));
    }
    if (all.contains(Comparator.NONE)) {
      return List.of(Comparator.NONE);
    }
    LinkedHashSet<Comparator> distinct = new LinkedHashSet<>(all);
    if (distinct.size() > 1) {
      distinct.remove(Comparator.ANY);
    }
    return distinct.isEmpty() ? List.of(Comparator.ANY) : List.copyOf(distinct);
  }

  /** Between alternatives: impossible ones go unless all are, one '*' is the whole range. */
  private static List<List<Comparator>> simplify(List<List<Comparator>> alternatives) {
    List<Comparator> none = List.of(Comparator.NONE);
    List<List<Comparator>> possible =
        alternatives.stream().filter(all -> !all.equals(none)).toList();
    if (possible.isEmpty()) {
      return List.of(none);
    }
    List<Comparator> any = List.of(Comparator.ANY);
    return possible.contains(any) ? List.of(any) : possible;
  }

  private List<Comparator> fail(int offset, String what) {
    errorAt = offset;
    expected = what;
    return null;
  }
}
