package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
  @ParameterizedTest
  @CsvSource({
    "1.2.3, Exact, 1.2.3",
    "v1.2.3, Exact, 1.2.3",
    "=1.2.3, Exact, 1.2.3",
    "=v1.2.3, Exact, 1.2.3",
    "1.2.3+build, Exact, 1.2.3",
    "1.2.3-beta.1, Exact, 1.2.3-beta.1",
    "1.2.3 ||<0.0.0-0, Exact, 1.2.3",
    "latest, Latest, latest",
    "'', Latest, latest",
    "' ', Latest, latest",
    "*, Latest, latest",
    "x, Latest, latest",
    "X, Latest, latest",
    ">=0.0.0, Latest, latest",
    "1||, Latest, latest",
    "1, Ranged, v1",
    "v1, Ranged, v1",
    "^1, Ranged, v1",
    "1.x.x, Ranged, v1",
    ">=1.0.0 <2.0.0-0, Ranged, v1",
    "0, Ranged, v0",
    "^0, Ranged, v0",
    "<1.0.0-0, Ranged, v0",
    "0.0, Ranged, v0.0",
    "^0.0, Ranged, v0.0",
    "v1.2, Ranged, v1.2",
    "~1.2, Ranged, v1.2",
    "^0.1, Ranged, v0.1",
    "^1.2, Ranged, >=1.2.0 <2.0.0-0",
    ">=1.0.0 <2.0.0, Ranged, >=1.0.0 <2.0.0",
    "^0.0.1, Ranged, >=0.0.1 <0.0.2-0",
    "1||2, Ranged, >=1.0.0 <2.0.0-0||>=2.0.0 <3.0.0-0",
    "<X, Ranged, <0.0.0-0",
    "beta, Channel, beta",
    "next-11, Channel, next-11",
    "Main_2.x, Channel, Main_2.x",
    "LATEST, Channel, LATEST",
    "1.2.3.4, Channel, 1.2.3.4",
    "01.2, Channel, 01.2",
  })
  void parse_text_isOfTheKindAndHasTheAlias(String text, String kind, String alias) {
    Selector selector = Selector.parse(text);
    assertThat(selector.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(selector.alias()).isEqualTo(alias);
    assertThat(Selector.parse(alias)).isEqualTo(selector);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "> = 1",
        "^^1",
        "a/b",
        "../..",
        "-1",
        ".1",
        "_a",
        "be ta",
        "git+https://a@b/c",
        "é",
        "a\0b",
        "%2f"
      })
  void parse_textThatSelectsNothing_saysWhatWould(String text) {
    assertThatThrownBy(() -> Selector.parse(text))
        .isInstanceOfSatisfying(
            ResolverException.class,
            e -> assertThat(e.code()).isEqualTo(ResolverException.Code.SELECTOR))
        .hasMessageContaining(
            "expected a version (1.2.3), a range (v1, ^1.2.0), latest or a channel");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"v", "beta", "next", "main", "staging", "pr-12", "v2-lts", "2026-q1", "a.b_c-D"})
  void validate_legalName_isAChannel(String name) {
    assertThat(Selector.Channel.validate(name).alias()).isEqualTo(name);
    assertThat(Selector.parse(name)).isEqualTo(new Selector.Channel(name));
  }

  @Test
  void validate_name_isAtMost64Characters() {
    String longest = "a".repeat(Selector.Channel.MAX_LENGTH);
    assertThat(Selector.Channel.validate(longest).alias()).isEqualTo(longest);
    assertThatThrownBy(() -> Selector.Channel.validate(longest + "a"))
        .hasMessageEndingWith("expected [A-Za-z0-9][A-Za-z0-9._-]*, at most 64 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "latest, latest follows the newest stable version; pin it instead",
    "1.2.3, it reads as a version",
    "v1, it reads as a version range; pin it instead",
    "1.x, it reads as a version range; pin it instead",
    "x, it reads as a version range; pin it instead",
    "'', 'expected [A-Za-z0-9][A-Za-z0-9._-]*, at most 64 characters'",
    "-beta, 'expected [A-Za-z0-9][A-Za-z0-9._-]*, at most 64 characters'",
    "a b, 'expected [A-Za-z0-9][A-Za-z0-9._-]*, at most 64 characters'",
    "1.2.3.4, 'it looks like a version, but is none'",
    "v01.2, 'it looks like a version, but is none'",
    "2026, it reads as a version range; pin it instead",
  })
  void validate_illegalName_saysWhy(String name, String why) {
    assertThatThrownBy(() -> Selector.Channel.validate(name))
        .isInstanceOfSatisfying(
            ResolverException.class,
            e -> assertThat(e.code()).isEqualTo(ResolverException.Code.CHANNEL))
        .hasMessage("\"" + name + "\" cannot be a channel: " + why);
  }
}
