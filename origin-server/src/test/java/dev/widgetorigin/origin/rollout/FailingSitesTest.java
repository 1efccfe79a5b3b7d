package dev.widgetorigin.origin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.rollout.FailingSites.Site;
import dev.widgetorigin.resolver.WidgetName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailingSitesTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");

  private final FailingSites sites = new FailingSites();

  private void fail(String site, long network) {
    sites.add(CHAT, "r1", site, true, network);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "https://shop.example, shop.example",
    "https://Shop.Example:8443/cart?x=1#y, shop.example",
    "http://localhost, localhost",
    "https://a.example?x, a.example",
    "null,",
    ",",
    "https://,",
    "https://[::1]/,",
    "https://a.example\\@b.example,",
    "https://user@b.example,",
    "https://a b.example,",
    "shop.example,",
  })
  void host_ofAnAddress_isItsName(String address, String host) {
    assertThat(FailingSites.host(address)).isEqualTo(host);
  }

  @Test
  void host_longerThanAnyName_isNone() {
    assertThat(FailingSites.host("https://" + "a".repeat(253))).hasSize(253);
    assertThat(FailingSites.host("https://" + "a".repeat(254))).isNull();
  }

  @Test
  void worst_whereNothingFailed_isEmpty() {
    sites.add(CHAT, "r1", "a.example", false, 1);
    assertThat(sites.worst(CHAT, "r1")).isEmpty();
  }

  @Test
  void worst_ofSeveral_isInOrderOfNetworksThenFailures() {
    for (int i = 0; i < 50; i++) {
      fail("loud.example", 7);
    }
    fail("a.example", 1);
    fail("a.example", 2);
    sites.add(CHAT, "r1", "a.example", false, 3);
    fail("b.example", 1);
    fail("b.example", 1);
    fail("b.example", 2);
    assertThat(sites.worst(CHAT, "r1"))
        .containsExactly(
            new Site("b.example", 3, 0, 0, 2),
            new Site("a.example", 2, 0, 1, 2),
            new Site("loud.example", 50, 0, 0, 1));
  }

  @Test
  void add_ofMoreSitesThanPlaces_keepsTheSiteThatFailsMost() {
    for (int i = 0; i < 10_000; i++) {
      fail("s" + i + ".example", i);
      if (i % 50 == 0) {
        fail("bad.example", i);
      }
    }
    assertThat(sites.worst(CHAT, "r1"))
        .hasSize(FailingSites.SHOWN)
        .first()
        .satisfies(
            site -> {
              assertThat(site.site()).isEqualTo("bad.example");
              assertThat(site.failures()).isGreaterThanOrEqualTo(200);
              assertThat(site.failures() - site.inherited()).isLessThanOrEqualTo(200);
              assertThat(site.networks()).isEqualTo(FailingSites.MOST_NETWORKS);
            });
  }

  @Test
  void worst_ofAnotherRollout_beginsAnew() {
    fail("a.example", 1);
    assertThat(sites.worst(CHAT, "r2")).isEmpty();
    sites.add(CHAT, "r2", "b.example", true, 1);
    assertThat(sites.worst(CHAT, "r2")).containsExactly(new Site("b.example", 1, 0, 0, 1));
    assertThat(sites.worst(CHAT, "r1")).isEmpty();
  }

  @Test
  void keep_ofRunningRollouts_forgetsTheOthers() {
    fail("a.example", 1);
    sites.keep(name -> false);
    assertThat(sites.worst(CHAT, "r1")).isEmpty();
  }
}
