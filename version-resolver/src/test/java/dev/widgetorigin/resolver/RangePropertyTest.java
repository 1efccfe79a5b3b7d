package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(Generators.class)
@Domain(DomainContext.Global.class)
class RangePropertyTest {
  @Property
  void toString_anyRange_readsBackAsTheSame(@ForAll Range range, @ForAll Version version) {
    Range again = Range.parse(range.toString());
    assertThat(again).isEqualTo(range).hasToString(range.toString());
    assertThat(again.contains(version)).isEqualTo(range.contains(version));
  }

  @Property
  void contains_theVersionItself_always(@ForAll Version version) {
    assertThat(Range.parse(version.toString()).contains(version)).isTrue();
    assertThat(Range.parse(">=" + version + " <=" + version).contains(version)).isTrue();
    assertThat(Range.parse("<" + version + " || >" + version).contains(version)).isFalse();
  }

  @Property
  void contains_alternatives_isEitherOfThem(
      @ForAll Range a, @ForAll Range b, @ForAll Version version) {
    Assume.that(a.toString().length() + b.toString().length() < 250);
    // To npm "* || x" is "*", which holds no pre-release, whatever x does.
    Assume.that(!version.isPrerelease() || !(isAny(a) || isAny(b)));
    Range either = Range.parse(a + "||" + b);
    assertThat(either.contains(version)).isEqualTo(a.contains(version) || b.contains(version));
  }

  private static boolean isAny(Range range) {
    return range.equals(Range.parse("*"));
  }

  @Provide
  Arbitrary<String> rangelike() {
    return Arbitraries.strings().withChars("0123xX*.-+v=<>~^| ab\té").ofMaxLength(24);
  }

  @Property(tries = 5000)
  void parse_anyText_isARangeOrSaysWhereItIsNot(@ForAll("rangelike") String text) {
    if (Range.tryParse(text).isPresent()) {
      Range range = Range.parse(text);
      assertThat(Range.parse(range.toString())).isEqualTo(range);
    } else {
      assertThatThrownBy(() -> Range.parse(text))
          .isInstanceOfSatisfying(
              ResolverException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ResolverException.Code.RANGE);
                assertThat(e.offset()).isBetween(0, text.length());
              });
    }
  }
}
