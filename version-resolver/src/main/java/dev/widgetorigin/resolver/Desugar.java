package dev.widgetorigin.resolver;

import dev.widgetorigin.resolver.Comparator.Operator;
import java.util.List;

/**
 * Turns the sugar of ranges into plain bounds. Every method adds its bounds to {@code out} and
 * returns false where a number would be larger than a version can hold.
 *
 * <pre>
 * ^1.2.3 → &gt;=1.2.3 &lt;2.0.0-0     ~1.2.3 → &gt;=1.2.3 &lt;1.3.0-0     1.2   → &gt;=1.2.0 &lt;1.3.0-0
 * ^0.1.2 → &gt;=0.1.2 &lt;0.2.0-0     ~1     → &gt;=1.0.0 &lt;2.0.0-0     &gt;1.2  → &gt;=1.3.0
 * ^0.0.1 → &gt;=0.0.1 &lt;0.0.2-0     &lt;=1.2  → &lt;1.3.0-0             1 - 2 → &gt;=1.0.0 &lt;3.0.0-0
 * </pre>
 */
final class Desugar {
  /** The lowest prerelease: as an upper bound it shuts out the prereleases of the bound too. */
  private static final String LOWEST = "0";

  private Desugar() {}

  static boolean caret(Partial p, List<Comparator> out) {
    if (p.anyMinor() || p.major() != 0) {
      return floor(p, out) && (p.anyMajor() || belowMajor(p, out));
    }
    if (p.anyPatch() || p.minor() != 0) {
      return floor(p, out) && belowMinor(p, out);
    }
    return floor(p, out) && add(Operator.LESS, p.major(), p.minor(), next(p.patch()), LOWEST, out);
  }

  static boolean tilde(Partial p, List<Comparator> out) {
    if (p.anyMinor()) {
      return floor(p, out) && (p.anyMajor() || belowMajor(p, out));
    }
    return floor(p, out) && belowMinor(p, out);
  }

  static boolean primitive(Operator op, Partial p, List<Comparator> out) {
    if (p.anyMajor()) {
      boolean strict = op == Operator.LESS || op == Operator.GREATER;
      out.add(strict ? Comparator.NONE : Comparator.ANY);
      return true;
    }
    if (!p.anyPatch()) {
      return add(op, p.major(), p.minor(), p.patch(), p.prerelease(), out);
    }
    return switch (op) {
      case EQUAL -> floor(p, out) && ceiling(p, out);
      case GREATER_OR_EQUAL -> floor(p, out);
      case LESS_OR_EQUAL -> ceiling(p, out);
      case LESS -> add(Operator.LESS, p.major(), p.anyMinor() ? 0 : p.minor(), 0, LOWEST, out);
      case GREATER ->
          p.anyMinor()
              ? add(Operator.GREATER_OR_EQUAL, next(p.major()), 0, 0, "", out)
              : add(Operator.GREATER_OR_EQUAL, p.major(), next(p.minor()), 0, "", out);
    };
  }

  static boolean hyphen(Partial from, Partial to, List<Comparator> out) {
    if (!floor(from, out)) {
      return false;
    }
    if (to.anyMajor()) {
      return true;
    }
    return to.anyPatch()
        ? ceiling(to, out)
        : add(Operator.LESS_OR_EQUAL, to.major(), to.minor(), to.patch(), to.prerelease(), out);
  }

  private static boolean floor(Partial p, List<Comparator> out) {
    if (p.anyMajor()) {
      out.add(Comparator.ANY);
      return true;
    }
    return add(
        Operator.GREATER_OR_EQUAL,
        p.major(),
        p.anyMinor() ? 0 : p.minor(),
        p.anyPatch() ? 0 : p.patch(),
        p.anyPatch() ? "" : p.prerelease(),
        out);
  }

  private static boolean ceiling(Partial p, List<Comparator> out) {
    return p.anyMinor() ? belowMajor(p, out) : belowMinor(p, out);
  }

  private static boolean belowMajor(Partial p, List<Comparator> out) {
    return add(Operator.LESS, next(p.major()), 0, 0, LOWEST, out);
  }

  private static boolean belowMinor(Partial p, List<Comparator> out) {
    return add(Operator.LESS, p.major(), next(p.minor()), 0, LOWEST, out);
  }

  private static long next(long number) {
    return number >= Version.MAX_COMPONENT ? Scanner.TOO_BIG : number + 1;
  }

  private static boolean add(
      Operator op, long major, long minor, long patch, String prerelease, List<Comparator> out) {
    if (Math.max(major, Math.max(minor, patch)) > Version.MAX_COMPONENT) {
      return false;
    }
    boolean everything =
        op == Operator.GREATER_OR_EQUAL
            && major == 0
            && minor == 0
            && patch == 0
            && prerelease.isEmpty();
    out.add(
        everything
            ? Comparator.ANY
            : new Comparator(op, new Version(major, minor, patch, prerelease, "")));
    return true;
  }
}
