package dev.widgetorigin.origin.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.rollout.RolloutPlans;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.ingest.compress.SmallText;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoaderScriptTest {
  private static final List<String> THREE =
      List.of("https://cdn.example.com", "https://cdn2.example.net", "self");

  private final LoaderScript script = new LoaderScript();

  private static AssetEntry entry(String path, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new AssetEntry(
        path,
        bytes.length,
        Digest.sha256(bytes),
        base64("SHA-384", bytes),
        base64("SHA-512", bytes),
        List.of());
  }

  private static String base64(String algorithm, byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LoaderData.Files files(String version, boolean style) {
    AssetEntry js = entry("msr-webchat.umd.js", "script " + version);
    return new LoaderData.Files(
        Version.parse(version),
        style ? List.of(entry("msr-webchat.css", "style " + version), js) : List.of(js));
  }

  private static WidgetSettings.Loader settings(List<String> bases) {
    return new WidgetSettings.Loader(bases, "WebChat", null, null, null, null, null, null, 0);
  }

  private static Rollout rollout(RolloutPlan.Sites sites) {
    RolloutPlan plan = RolloutPlans.of("1.3.0", 500, 4242, sites);
    return new Rollout.Running(plan, 0, plan.startAt(), "");
  }

  private static LoaderData data(boolean rolling, boolean styles, List<String> channels) {
    return new LoaderData(
        WidgetName.parse("msr-webchat"),
        LoaderTemplates.NEWEST,
        settings(THREE),
        files("1.2.3", styles),
        rolling ? files("1.3.0", styles) : null,
        rolling ? rollout(null) : null,
        List.of(),
        new Selector.Latest(),
        channels);
  }

  /** The same with all that a loader may have besides. */
  private static LoaderData data(
      boolean rolling, boolean styles, boolean channels, boolean attributes, boolean sites) {
    return data(rolling, styles, channels, attributes, sites, 0);
  }

  private static LoaderData data(
      boolean rolling,
      boolean styles,
      boolean channels,
      boolean attributes,
      boolean sites,
      Integer watchMillis) {
    LoaderData plain = data(rolling, styles, channels ? List.of("beta", "next") : List.of());
    RolloutPlan.Sites rules =
        sites ? new RolloutPlan.Sites(List.of("intranet.example"), List.of("shop.example")) : null;
    return new LoaderData(
        plain.widget(),
        LoaderTemplates.NEWEST,
        new WidgetSettings.Loader(
            THREE,
            "WebChat",
            null,
            null,
            null,
            null,
            attributes ? Map.of("type", "module") : null,
            null,
            watchMillis),
        plain.stable(),
        plain.canary(),
        rolling ? rollout(rules) : null,
        List.of(),
        new Selector.Latest(),
        plain.channels());
  }

  private static LoaderData holding(LoaderData data, String... sites) {
    return new LoaderData(
        data.widget(),
        data.template(),
        data.settings(),
        data.stable(),
        data.canary(),
        data.rollout(),
        List.of(sites),
        data.selector(),
        data.channels());
  }

  private int brotli(LoaderData data, int hashes) {
    String text = script.classic(data);
    assertThat(text.split("sha256-", -1)).as("hashes").hasSize(hashes + 1);
    assertThat(text).contains("cdn.example.com", "cdn2.example.net", "currentScript.src");
    return SmallText.variants(text.getBytes(StandardCharsets.UTF_8)).get(Encoding.BR).length;
  }

  private static boolean has(int choice, int what) {
    return (choice & what) != 0;
  }

  /** Of the newest template: every choice of what a loader may have or not. */
  @ParameterizedTest(name = "rollout {0}, watch {1}, styles {2}, two sites held back {3}")
  @CsvSource({
    "false, false, false, false, 1000",
    "false, false, true, false, 1000",
    "true, false, false, false, 1000",
    "true, false, false, true, 1000",
    "true, true, false, false, 1100",
    "true, true, false, true, 1100",
    // Two files more, each with its path and the 44 characters of a hash.
    "true, false, true, false, 1120",
    "true, false, true, true, 1120",
    "true, true, true, false, 1220",
    "true, true, true, true, 1220",
  })
  void classic_threeSourcesWithAnythingElse_isWithinItsLimit(
      boolean rolling, boolean watching, boolean styles, boolean holding, int limit) {
    for (int choice = 0; choice < 8; choice++) {
      LoaderData data =
          data(
              rolling,
              styles,
              has(choice, 1),
              has(choice, 2),
              rolling && has(choice, 4),
              watching ? null : 0);
      LoaderData held = holding ? holding(data, "blog.example", "news.example") : data;
      assertThat(brotli(held, (rolling ? 2 : 1) * (styles ? 2 : 1)))
          .as("channels %s, attributes %s, rules %s", choice & 1, choice & 2, choice & 4)
          .isLessThanOrEqualTo(limit);
    }
  }

  @Test
  void classic_watching_hasBytesForItOnlyInARollout() {
    assertThat(script.classic(data(true, false, true, true, true, null)))
        .contains("unhandledrejection", "widget:crash", ",1E4)");
    assertThat(script.classic(data(false, false, true, true, false, null)))
        .doesNotContain("unhandledrejection");
  }

  /** The first site brings what makes hashes; from then on each is its hash. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {1, 2, 10, RolloutPlan.MOST_QUARANTINED})
  void classic_manySitesHeldBack_takeAtMostSixBytesEach(int count) {
    LoaderData data = data(true, false, true, true, true, null);
    String[] sites =
        IntStream.range(0, count).mapToObj(i -> "shop-" + i + ".example").toArray(String[]::new);
    assertThat(brotli(holding(data, sites), 2))
        .isLessThanOrEqualTo(1102 + 6 * Math.max(0, count - 2));
  }

  @Test
  void classic_sitesHeldBack_areHashesAmongTheRules() {
    LoaderData data = holding(data(true, false, false, false, true), "blog.example");
    assertThat(script.classic(data))
        .contains(
            ":1E4", SiteHash.hash("blog.example") + ":-1", SiteHash.hash("shop.example") + ":-1")
        .doesNotContain("blog.example", "shop.example", "intranet.example");
    assertThat(script.snippet(data, "//h")).doesNotContain("charCodeAt");
  }

  @Test
  void classic_siteHeldBackThatARuleLetsIn_isHeldBack() {
    LoaderData data = holding(data(true, false, false, false, true), "intranet.example");
    assertThat(script.classic(data))
        .contains(SiteHash.hash("intranet.example") + ":-1")
        .doesNotContain(":1E4");
  }

  @Test
  void classic_ruleForASiteOfOtherLetters_namesItAsReportsDo() {
    LoaderData plain = data(true, false, false, false, false);
    RolloutPlan.Sites rules = new RolloutPlan.Sites(List.of("Läden"), List.of());
    LoaderData data =
        new LoaderData(
            plain.widget(),
            LoaderTemplates.NEWEST,
            plain.settings(),
            plain.stable(),
            plain.canary(),
            rollout(rules),
            List.of(),
            plain.selector(),
            plain.channels());
    assertThat(script.classic(data)).contains("{\"L%C3%A4den\":1E4}");
    assertThat(script.classic(data.of(1))).contains("{\"Läden\":1E4}");
  }

  @Test
  void classic_noSiteHeldBack_hasNoBytesForIt() {
    assertThat(script.classic(data(true, false, true, true, true))).doesNotContain("charCodeAt");
    assertThat(script.classic(data(false, true, List.of()))).doesNotContain("hostname");
  }

  @Test
  void classic_sitesHeldBackWithTheFirstTemplate_areNotKnownToIt() {
    LoaderData plain = data(true, false, false, false, false).of(1);
    assertThat(script.classic(holding(plain, "blog.example"))).isEqualTo(script.classic(plain));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "shop.example, shop.example, 5145586",
    "[::1], %5B%3A%3A1%5D, 8550389",
    "Läden 100%, L%C3%A4den%20100%25, 4459516",
    "a-_.!~*'()z, a-_.!~*'()z, 8057956",
  })
  void siteName_isWhatTheReportSays(String site, String encoded, int hash) {
    assertThat(SiteHash.encode(site)).isEqualTo(encoded);
    assertThat(SiteHash.hash(site)).isEqualTo(hash);
  }

  /**
   * An upgrade of the program must change no loader: digests of all that a released template was
   * ever made into here. A line is added when a template is released, and none is ever changed.
   */
  @ParameterizedTest(name = "template {0}")
  @CsvSource({"1, cfecdf5937f52e0ee15ac0581e9d6074f4acdc90662e32bb77e769bc6b71fe96"})
  void everyForm_ofAReleasedTemplate_hasTheBytesItAlwaysHad(int number, String digest) {
    StringBuilder all = new StringBuilder();
    for (int choice = 0; choice < 64; choice++) {
      boolean rolling = (choice & 1) != 0;
      LoaderData data =
          data(
                  rolling,
                  (choice & 2) != 0,
                  (choice & 4) != 0,
                  (choice & 8) != 0,
                  (choice & 16) != 0,
                  (choice & 32) != 0 ? null : 0)
              .of(number);
      all.append(script.classic(data)).append('\n');
      all.append(script.module(data)).append('\n');
      all.append(script.snippet(data, "//origin.example"));
    }
    assertThat(Digest.sha256(all.toString().getBytes(StandardCharsets.UTF_8)).toString())
        .isEqualTo(digest);
  }

  @ParameterizedTest(name = "rollout {0}, styles {1}, channels {2}")
  @CsvSource({
    "false, false, false", "false, false, true", "false, true, false", "false, true, true",
    "true, false, false", "true, false, true", "true, true, false", "true, true, true",
  })
  void classic_everyVariant_hasAValueForEveryName(boolean rolling, boolean styles, boolean named) {
    LoaderData data = data(rolling, styles, named, styles != named, rolling && named);
    assertThat(script.classic(data)).doesNotContain("WL_").doesNotContain("\n");
    assertThat(script.module(data)).endsWith("export default window[\"wl:msr-webchat\"];");
    assertThat(script.snippet(data, "//origin.example"))
        .startsWith("<script>")
        .contains("\"//origin.example\"")
        .doesNotContain("1.3.0");
    assertThat(script.classic(data).contains("sendBeacon")).isEqualTo(rolling);
  }

  @Test
  void classic_hostileTexts_cannotLeaveTheirPlace() {
    LoaderData plain = data(false, false, List.of());
    LoaderData.Files hostile =
        new LoaderData.Files(
            Version.parse("1.0.0"), List.of(entry("</script><script>alert(1)//.js", "x")));
    LoaderData data =
        new LoaderData(
            plain.widget(),
            LoaderTemplates.NEWEST,
            settings(List.of("https://a.example/</script>\"+alert(1)+\"")),
            hostile,
            null,
            null,
            List.of(),
            new Selector.Latest(),
            List.of());
    String snippet = script.snippet(data, "//h\"</script>");
    assertThat(snippet).doesNotContain("</script><");
    assertThat(snippet.replace("\\\"", "")).doesNotContain("\"+alert");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "https://cdn.example.com | \"https://cdn.example.com/msr-webchat/v*/\"",
        "https://cdn.example.com/x/ | \"https://cdn.example.com/x/msr-webchat/v*/\"",
        "https://own.example/{widget}-{version} | \"https://own.example/msr-webchat-*/\"",
        "https://own.example/a*b/{version}/ | \"https://own.example/a%2Ab/*/\"",
        "self | document.currentScript.src.split(\"/-/\")[0]+\"/msr-webchat/v*/\"",
      })
  void bases_spellings(String base, String expected) {
    LoaderData plain = data(false, false, List.of());
    LoaderData data =
        new LoaderData(
            plain.widget(),
            LoaderTemplates.NEWEST,
            settings(List.of(base)),
            plain.stable(),
            null,
            null,
            List.of(),
            new Selector.Latest(),
            List.of());
    assertThat(script.classic(data)).contains("[" + expected + "]");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "Chat, (typeof Chat!=\"undefined\"&&Chat)",
    "acme.ui.Chat, (typeof acme!=\"undefined\"&&acme&&acme.ui&&acme.ui.Chat)",
    "a, (window.a&&window.a)",
  })
  void global_spellings(String global, String expected) {
    LoaderData plain = data(false, false, List.of());
    LoaderData data =
        new LoaderData(
            plain.widget(),
            LoaderTemplates.NEWEST,
            new WidgetSettings.Loader(null, global, null, null, null, null, null, null, null),
            plain.stable(),
            null,
            null,
            List.of(),
            new Selector.Latest(),
            List.of());
    assertThat(script.classic(data)).contains(expected);
  }

  @Test
  void classic_sitesAttributesAndSettings_areSpelledOut() {
    LoaderData plain = data(true, false, List.of("beta", "x.y"));
    LoaderData data =
        new LoaderData(
            plain.widget(),
            LoaderTemplates.NEWEST,
            new WidgetSettings.Loader(
                null,
                "Chat",
                null,
                null,
                "session",
                1500,
                Map.of("type", "module", "data-x", "WL_NAME</script>$1"),
                "https://o.example/",
                2500),
            plain.stable(),
            plain.canary(),
            rollout(new RolloutPlan.Sites(List.of("in.example"), List.of("out.example"))),
            List.of(),
            new Selector.Channel("beta"),
            plain.channels());
    assertThat(script.classic(data))
        .contains("{\"in.example\":1E4,\"out.example\":-1}")
        .containsPattern(
            "&&\\((\\w)\\.setAttribute\\(\"data-x\",\"WL_NAME\\\\u003c/script>\\$1\"\\),"
                + "\\1\\.setAttribute\\(\"type\",\"module\"\\)\\)")
        .contains("sessionStorage")
        .contains("1500", "2500")
        .contains("(\"https://o.example/-/outcome\"||", "+\" channel=beta site=\"+")
        .contains("widget_channel=(x\\.y)(&|$)");
  }

  @ParameterizedTest(name = "{0} is {1} {2} {3}")
  @CsvSource({
    "/-/loader/chat.js, chat, latest, SCRIPT",
    "/-/loader/chat/v1.js, chat, v1, SCRIPT",
    "/-/loader/chat/1.2.3.js, chat, 1.2.3, SCRIPT",
    "/-/loader/chat/%5E1.2.0.mjs, chat, '>=1.2.0 <2.0.0-0', MODULE",
    "/-/loader/chat/beta.html, chat, beta, SNIPPET",
    "/-/loader/@acme/chat.js, @acme/chat, latest, SCRIPT",
    "/-/loader/@acme/chat/v1.js, @acme/chat, v1, SCRIPT",
    "/-/loader/@acme%2Fchat/v1.js, @acme/chat, v1, SCRIPT",
    "/-/loader/chat.js.js, chat.js, latest, SCRIPT",
    "/-/loader/chat/1.2.3/0123456789abcdef0123456789abcdef.js, chat, 1.2.3, SCRIPT",
  })
  void path_forms(String path, String widget, String alias, LoaderPath.Form form) {
    LoaderPath parsed = LoaderPath.parse(path);
    assertThat(parsed.widget()).hasToString(widget);
    assertThat(parsed.selector().alias()).isEqualTo(alias);
    assertThat(parsed.form()).isEqualTo(form);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/-/loader/",
        "/-/loader/.js",
        "/-/loader/chat",
        "/-/loader/chat/latest.css",
        "/-/loader/chat/a/b/c.js",
        "/-/loader/chat/latest/0123456789abcdef0123456789abcdef.js",
        "/-/loader/chat/1.2.3/0123.js",
        "/-/loader/chat/%zz.js",
        "/-/loader/@acme.js",
        "/-/loader/ch%00at.js",
      })
  void path_malformed_isRefused(String path) {
    assertThatThrownBy(() -> LoaderPath.parse(path)).isInstanceOf(IllegalArgumentException.class);
  }
}
