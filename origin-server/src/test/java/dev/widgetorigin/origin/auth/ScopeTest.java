package dev.widgetorigin.origin.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.WidgetName;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScopeTest {
  @ParameterizedTest
  @CsvSource({
    "publish:chat,chat,true",
    "publish:chat,chat2,false",
    "publish:chat,@acme/chat,false",
    "publish:msr-*,msr-webchat,true",
    "publish:msr-*,msr-,true",
    "publish:msr-*,@msr-x/y,false",
    "publish:*-chat,web-chat,true",
    "publish:*-chat,web-chat-x,false",
    "publish:a*b*c,abc,true",
    "publish:a*b*c,axxbyyc,true",
    "publish:a*b*c,axxbyyd,false",
    "publish:@acme/*,@acme/chat,true",
    "publish:@acme/*,@acme2/chat,false",
    "publish:@*/chat,@acme/chat,true",
    "publish:@*/chat,@acme/x,false",
    "publish:*,chat,true",
    "publish:*,@acme/chat,true",
    "release:chat,chat,false",
    "admin,chat,true",
    "read,chat,false"
  })
  void publish_isGrantedByScope(String scope, String widget, boolean granted) {
    Principal principal = new Principal("t", List.of(Scope.parse(scope).orElseThrow()));
    assertThat(principal.may(Permission.PUBLISH, WidgetName.parse(widget))).isEqualTo(granted);
    assertThat(principal.may(Permission.READ, null)).isTrue();
    assertThat(principal.may(Permission.ADMIN, null)).isEqualTo(scope.equals("admin"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "publish",
        "publish:",
        "publish:UPPER",
        "publish:a b",
        "write:*",
        "admin:*",
        "publish:a/b",
        "publish:@a",
        "publish:../x",
        "Admin",
        "read:chat",
        "publish:a\nb"
      })
  void parse_noScope_isEmpty(String text) {
    assertThat(Scope.parse(text)).isEmpty();
  }

  @Property
  void aTokenForOneWidget_canDoNothingToAnother(
      @ForAll("names") String mine, @ForAll("names") String other) {
    Principal principal =
        new Principal(
            "t",
            List.of(
                Scope.parse("publish:" + mine).orElseThrow(),
                Scope.parse("release:" + mine).orElseThrow()));
    boolean same = mine.equals(other);
    WidgetName widget = WidgetName.parse(other);
    assertThat(principal.may(Permission.PUBLISH, widget)).isEqualTo(same);
    assertThat(principal.may(Permission.RELEASE, widget)).isEqualTo(same);
    assertThat(principal.may(Permission.ADMIN, widget)).isFalse();
    assertThat(principal.may(Permission.PUBLISH, null)).isFalse();
  }

  @Property
  void parseAndPrint_areInverse(@ForAll("names") String name) {
    for (String text : List.of("publish:" + name, "release:" + name + "*", "admin", "read")) {
      assertThat(Scope.parse(text).orElseThrow()).hasToString(text);
    }
  }

  @Property
  void glob_agreesWithARegularExpression(
      @ForAll("patterns") String pattern, @ForAll("texts") String text) {
    String regex = pattern.replace(".", "\\.").replace("*", "[^/]*");
    assertThat(Glob.matches(pattern, text)).isEqualTo(text.matches(regex));
  }

  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> word = Arbitraries.of("a", "ab", "chat", "chat2", "msr-chat", "x.y", "b_c");
    return Arbitraries.oneOf(
        word, Combinators.combine(word, word).as((scope, name) -> "@" + scope + "/" + name));
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("ab/*.").ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("ab/.").ofMaxLength(10);
  }
}
