package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are long, deep or rude: each is refused or read in one pass over it. */
class HostileInputTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.",
        "||",
        " ",
        "^",
        ">=",
        "~>",
        "*",
        "-",
        "1.2.3-a.",
        "+a",
        "+",
        "\0",
        "é",
        "%2f",
        "@",
        "1 - "
      })
  void parse_aMillionOfAnything_isRefusedByAllButNeverHangs(String piece) {
    String text = piece.repeat(1_000_000 / piece.length());
    assertThat(Version.tryParse(text)).isEmpty();
    assertThat(Range.tryParse(text)).isEmpty();
    assertThat(WidgetName.tryParse(text)).isEmpty();
    assertThatThrownBy(() -> Selector.parse(text))
        .isInstanceOfSatisfying(
            ResolverException.class, e -> assertThat(e.getMessage().length()).isLessThan(300));
    assertThatThrownBy(() -> Selector.Channel.validate(text)).isInstanceOf(ResolverException.class);
  }

  @Test
  void parse_versionOf256Characters_isTheLongest() {
    String longest = "1.2.3-" + "a".repeat(250);
    assertThat(Version.parse(longest)).hasToString(longest);
    assertThatThrownBy(() -> Version.parse(longest + "a"))
        .hasMessageContaining("at most 256 characters, found 257");
  }

  @Test
  void parse_rangeOf256Characters_isTheLongest() {
    String longest = "1||".repeat(85) + "1";
    assertThat(longest).hasSize(256);
    assertThat(Range.parse(longest).alternatives()).hasSize(86);
    assertThatThrownBy(() -> Range.parse(longest + "1"))
        .hasMessageContaining("at most 256 characters, found 257");
  }

  @Test
  void parse_buildMetadataInRange_doesNotCountUpTo1024() {
    String build = "+" + "b".repeat(1018);
    assertThat(Range.parse("1.2.3" + build)).hasToString("1.2.3");
    assertThatThrownBy(() -> Range.parse("1.2.3" + build + "b"))
        .hasMessageContaining("at most 1024 characters, found 1025");
  }

  @Test
  void message_controlCharactersAndLongTexts_areNotRepeated() {
    for (String text : List.of("1.2\u001b[31m.3", "1.2.\r\nSet-Cookie: a", "\u202e1.2.3")) {
      assertThatThrownBy(() -> Version.parse(text))
          .satisfies(e -> assertThat(e.getMessage()).matches("[ -~]+"));
    }
  }

  @Test
  void resolve_endlessMadeUpRanges_staysBounded() {
    WidgetState state = States.released("1.0.0", "1.1.0");
    for (int i = 0; i < 10_000; i++) {
      state.resolve(Selector.parse(">=1.0.0 <" + (i + 2) + ".0.0"));
      state.resolve(Selector.parse("^" + (i + 2)));
    }
    assertThat(state.memoSize()).isBetween(1, WidgetState.MEMO_LIMIT);
  }

  @Test
  void resolve_noMatchAmongThousands_listsOnlyTheNewest() {
    WidgetState state = States.released();
    for (int i = 0; i < 3000; i++) {
      state = state.withRelease(States.release("1.0." + i, ReleaseState.RELEASED));
    }
    for (int i = 0; i < 100; i++) {
      state = state.withChannel("pr-" + i, Version.parse("1.0.0"));
    }
    String why = state.resolve(Selector.parse("^7")).why();
    assertThat(why)
        .contains("1.0.2999")
        .contains("1.0.2990 and older ones")
        .contains("and 90 more");
    assertThat(why.length()).isLessThan(600);
  }
}
