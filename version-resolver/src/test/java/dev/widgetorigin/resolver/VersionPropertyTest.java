package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.domains.Domain;

@Domain(Generators.class)
@Domain(net.jqwik.api.domains.DomainContext.Global.class)
class VersionPropertyTest {
  @Property
  void toString_anyVersion_readsBackAsTheSame(@ForAll Version version) {
    Version again = Version.parse(version.toString());
    assertThat(again).isEqualTo(version).isEqualByComparingTo(version).hasSameHashCodeAs(version);
    assertThat(again.prerelease()).isEqualTo(version.prerelease());
    assertThat(Version.parse("v" + version + "+build.1")).isEqualTo(version);
  }

  @Property
  void compareTo_anyTwo_isAntisymmetricAndAgreesWithEquals(@ForAll Version a, @ForAll Version b) {
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
    assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
  }

  @Property
  void compareTo_anyThree_isTransitive(@ForAll Version a, @ForAll Version b, @ForAll Version c) {
    if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
      assertThat(a).isLessThanOrEqualTo(c);
    }
  }

  @Property
  void compareTo_anyPrerelease_isBelowItsRelease(@ForAll Version version) {
    Version stable = new Version(version.major(), version.minor(), version.patch(), "", "");
    assertThat(Integer.signum(version.compareTo(stable)))
        .isEqualTo(version.isPrerelease() ? -1 : 0);
  }

  @Property
  void parse_anyText_isAVersionOrSaysWhereItIsNot(@ForAll @StringLength(max = 300) String text) {
    if (Version.tryParse(text).isEmpty()) {
      assertThatThrownBy(() -> Version.parse(text))
          .isInstanceOfSatisfying(
              ResolverException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ResolverException.Code.VERSION);
                assertThat(e.offset()).isBetween(-1, text.length());
                assertThat(e.getMessage()).matches("[ -~…]+");
              });
    }
  }

  /** Texts of those octets are close to what the short way takes. */
  @Property(tries = 5000)
  void plainOrNull_anyText_isWhatTheParserReads(
      @ForAll @CharRange(from = '.', to = '2') @StringLength(max = 16) String text) {
    Version plain = Version.plainOrNull(text);
    if (plain != null) {
      Version read = new VersionParser(text).version();
      assertThat(plain).isEqualTo(read).hasToString(read.toString()).hasSameHashCodeAs(read);
      assertThat(plain.prerelease()).isEmpty();
      assertThat(plain.build()).isEmpty();
    }
  }

  @Property
  void plainOrNull_threeShortNumbers_isTheVersion(
      @ForAll @IntRange(max = 999_999_999) int major,
      @ForAll @IntRange(max = 999_999_999) int minor,
      @ForAll @IntRange(max = 999_999_999) int patch) {
    assertThat(Version.plainOrNull(major + "." + minor + "." + patch))
        .isEqualTo(new Version(major, minor, patch, "", ""));
  }
}
