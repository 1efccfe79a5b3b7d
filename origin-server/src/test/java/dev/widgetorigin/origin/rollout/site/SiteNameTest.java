package dev.widgetorigin.origin.rollout.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteNameTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "shop.example, shop.example",
    "Acme%20Corp, Acme Corp",
    "a-_.!~*()b, a-_.!~*()b",
    "azAZ09, azAZ09",
    "%61%7a%41%5A%30%39, azAZ09",
    "%C3%A9t%c3%a9, été",
    "%F0%9F%9B%92, 🛒",
    "%20a%20, ' a '",
    "'',",
    "%20,",
    "a+b,",
    "a/b,",
    "a:b,",
    "a@b,",
    "a[b,",
    "a`b,",
    "a{b,",
    "a%2,",
    "%6１,",
    "%１6,",
    "%g4,",
    "%E2%80%A9,",
    "%CD%B8,",
    "é,",
    "%,",
    "%4,",
    "%4g,",
    "%-1,",
    "a%0Ab,",
    "a%00,",
    "%C3,",
    "%ff,",
    "%C0%AF,",
    "%ED%A0%80,",
    "%E2%80%AE,",
    "%E2%80%A8,",
    "%EE%80%80,",
  })
  void decoded_ofAWord_isWhatWasEncodedOrNothing(String word, String name) {
    assertThat(SiteName.decoded(word)).isEqualTo(name);
  }

  @Test
  void decoded_longerThanANameMayBe_isNone() {
    assertThat(SiteName.decoded("%E4%B8%AD".repeat(100))).isEqualTo("中".repeat(100));
    assertThat(SiteName.decoded("%E4%B8%AD".repeat(101))).isNull();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"acme, acme", "v1.2, v1.2", "'',", "a b,", "%5E1,"})
  void channel_ofAWord_isItselfOrNothing(String word, String channel) {
    assertThat(SiteName.channel(word)).isEqualTo(channel);
  }
}
