package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.semver4j.Semver;

/** What another library says about order; about ranges it differs from node-semver too often. */
@Domain(Generators.class)
@Domain(DomainContext.Global.class)
class SecondOpinionTest {
  @Property
  void compareTo_anyTwo_agreesWithSemver4j(@ForAll Version a, @ForAll Version b) {
    if (fits(a) && fits(b)) {
      Semver one = new Semver(a.toString());
      Semver other = new Semver(b.toString());
      assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Integer.signum(one.compareTo(other)));
    }
  }

  /**
   * semver4j counts in ints, and takes the identifier {@code -} for less than a number, where
   * SemVer §11.4.3 and node-semver have it greater.
   */
  private static boolean fits(Version version) {
    return Math.max(version.major(), Math.max(version.minor(), version.patch())) < Integer.MAX_VALUE
        && !version.toString().contains("99999999999")
        && !version.prerelease().contains("-");
  }

  @Property
  void contains_caretAndTilde_agreesWithSemver4j(@ForAll Version a, @ForAll Version b) {
    if (fits(a) && fits(b) && !a.isPrerelease() && !b.isPrerelease()) {
      Semver version = new Semver(b.toString());
      for (String operator : new String[] {"^", "~", ">", ">=", "<", "<="}) {
        assertThat(Range.parse(operator + a).contains(b))
            .as("%s%s contains %s", operator, a, b)
            .isEqualTo(version.satisfies(operator + a));
      }
    }
  }
}
