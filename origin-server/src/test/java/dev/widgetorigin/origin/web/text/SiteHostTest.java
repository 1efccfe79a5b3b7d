package dev.widgetorigin.origin.web.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteHostTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "https://shop.example, shop.example",
    "https://Shop.Example:8443/cart?x=1#y, shop.example",
    "http://localhost, localhost",
    "https://a.example?x, a.example",
    "https://a.example#x, a.example",
    "https://a.example:/x, a.example",
    "https://AZ-az_09.example, az-az_09.example",
    "https://a`b.example,",
    "https://a{b.example,",
    "https://a@b.example,",
    "https://a[b.example,",
    "https://a;b.example,",
    "https://é.example,",
    "null,",
    ",",
    "https://,",
    "https://[::1]/,",
    "https://a.example\\@b.example,",
    "https://user@b.example,",
    "https://user:secret@b.example,",
    "https://user:80@b.example,",
    "https://a b.example,",
    "shop.example,",
  })
  void of_anAddress_isItsName(String address, String host) {
    assertThat(SiteHost.of(address)).isEqualTo(host);
  }

  @Test
  void of_longerThanAnyName_isNone() {
    assertThat(SiteHost.of("https://" + "a".repeat(253))).hasSize(253);
    assertThat(SiteHost.of("https://" + "a".repeat(254))).isNull();
  }
}
