package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WidgetNameTest {
  @ParameterizedTest
  @CsvSource({
    "msr-webchat, msr-webchat",
    "jquery.ui_2, jquery.ui_2",
    "7zip, 7zip",
    "events, events",
    "@scope/name, @scope/name",
    "@npm/x, @npm/x",
    "@gh/npm, @gh/npm",
  })
  void parse_legalName_readsBack(String text, String expected) {
    WidgetName name = WidgetName.parse(text);
    assertThat(name).hasToString(expected).isEqualTo(WidgetName.parse(expected));
    assertThat(WidgetName.tryParse(text)).contains(name);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "-, 0",
    "npm, -1",
    "gh, -1",
    "Upper, 0",
    "camelCase, 5",
    ".hidden, 0",
    "_private, 0",
    "node_modules, 0",
    "favicon.ico, 0",
    "a b, 1",
    "a/b, 1",
    "é, 0",
    "a~b, 1",
    "a%2fb, 1",
    "@scope, 1",
    "@/name, 1",
    "@%2fname, 1",
    "@scope/, 7",
    "@scope/.x, 7",
    "@scope/a/b, 8",
    "@.s/name, 1",
    "@Scope/name, 1",
    "@scope%2Fname, 1",
    "@scope%2fname, 1",
    "@scope%2Fname/x, 6",
    "@scope%2F%2Fname, 1",
    "@a@b/c, 2",
    "@, 1",
  })
  void parse_illegalName_saysWhere(String text, int offset) {
    assertThat(WidgetName.tryParse(text)).isEmpty();
    assertThatThrownBy(() -> WidgetName.parse(text))
        .isInstanceOfSatisfying(
            ResolverException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ResolverException.Code.WIDGET_NAME);
              assertThat(e.offset()).isEqualTo(offset);
            })
        .hasMessageContaining("is not a widget name: ");
  }

  @Test
  void parse_214Characters_isTheLongest() {
    assertThat(WidgetName.parse("a".repeat(214)).name()).hasSize(214);
    assertThat(WidgetName.tryParse("a".repeat(215))).isEmpty();
    assertThat(WidgetName.tryParse("@s/" + "a".repeat(211))).isPresent();
    assertThat(WidgetName.tryParse("@s/" + "a".repeat(212))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"npm", "-", "A", ""})
  void constructor_illegalName_isRefusedToo(String name) {
    assertThatThrownBy(() -> new WidgetName("", name)).isInstanceOf(ResolverException.class);
  }

  @Test
  void parse_illegalCharacter_saysWhatMayStandThere() {
    assertThatThrownBy(() -> WidgetName.parse("@s/Ab"))
        .hasMessageEndingWith("expected [a-z0-9] first in the name, found \"A\" at 3");
    assertThatThrownBy(() -> WidgetName.parse("@s/aBc"))
        .hasMessageEndingWith("expected [a-z0-9._-] in the name, found \"B\" at 4");
  }

  @Test
  void compareTo_names_isTheOrderOfTheirText() {
    assertThat(WidgetName.parse("a")).isLessThan(WidgetName.parse("b"));
    assertThat(WidgetName.parse("b")).isGreaterThan(WidgetName.parse("@z/a"));
  }

  @Test
  void equals_sameScopeAndName_andNothingElse() {
    WidgetName name = WidgetName.parse("@acme/chat");
    assertThat(name)
        .isEqualTo(WidgetName.parse("@acme/chat"))
        .isNotEqualTo(WidgetName.parse("@other/chat"))
        .isNotEqualTo(WidgetName.parse("@acme/menu"))
        .isNotEqualTo(WidgetName.parse("chat"))
        .isNotEqualTo("@acme/chat");
    // A map of names would be a list otherwise: the hash is that of both parts, in their order.
    assertThat(name.hashCode()).isEqualTo(WidgetName.parse("@acme/chat").hashCode());
    assertThat(name.hashCode()).isNotEqualTo(WidgetName.parse("@chat/acme").hashCode());
    assertThat(name.hashCode()).isNotEqualTo(WidgetName.parse("@acme/menu").hashCode());
    assertThat(name.hashCode()).isNotEqualTo(WidgetName.parse("@other/chat").hashCode());
    assertThat(name.hashCode()).isNotZero();
  }
}
