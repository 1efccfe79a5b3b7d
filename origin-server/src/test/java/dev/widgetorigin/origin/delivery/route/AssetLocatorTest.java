package dev.widgetorigin.origin.delivery.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.origin.delivery.OneWidget;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.store.health.DamagedVersions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States are written as {@link Chat} has them. */
final class AssetLocatorTest {
  private final DamagedVersions damaged = new DamagedVersions();
  private final AssetLocator locator =
      new AssetLocator(
          new BrokenVersions(damaged, (name, version) -> false, () -> Chat.AT, Runnable::run));

  private Located locate(String state, String raw) {
    return locator.locate(new OneWidget(Chat.widget(state)), (AssetPath) AssetPath.parse(raw));
  }

  @ParameterizedTest
  @CsvSource({
    "/chat/v1/x.js, true",
    "/chat/v9/x.js, true",
    "/chat, true",
    "/menu/v1/x.js, false",
    "/CHAT/v1/x.js, false",
    "/-/x, false",
  })
  void widgetOf_isTheWidgetThatIsNamed_whateverElseIsWrong(String raw, boolean there) {
    OneWidget catalog = new OneWidget(Chat.widget("1.0.0"));
    assertThat(AssetLocator.widgetOf(catalog, AssetPath.parse(raw)))
        .isSameAs(there ? catalog.widget(Chat.NAME).orElseThrow() : null);
  }

  private void damage(String version) {
    damaged.add(
        new DamagedVersions.Entry(Chat.NAME, Chat.version(version), "lost", false, Chat.AT));
  }

  @ParameterizedTest(name = "{1} of {0} → {2}")
  @CsvSource({
    "1.0.0 1.1.0, /chat/v1/x.js, 1.1.0, true",
    "1.0.0 1.1.0, /chat/v1.0.0/x.js, 1.0.0, false",
    "1.0.0 1.1.0:staged, /chat/1.1.0/x.js, 1.1.0, false",
    "1.0.0 1.1.0 beta=1.0.0, /chat@beta/x.js, 1.0.0, true",
  })
  void locate_finds(String state, String raw, String version, boolean alias) {
    ResolvedTarget target = ((Located.At) locate(state, raw)).target();
    assertThat(target.version()).hasToString(version);
    assertThat(target.alias()).isEqualTo(alias);
    assertThat(target.exact()).isEqualTo(!alias);
    assertThat(target.name()).isEqualTo(Chat.NAME);
    assertThat(target.insteadOf()).isNull();
    assertThat(target.epoch()).isEqualTo(damaged.epoch());
    assertThat(target.path()).isEqualTo(AssetPath.parse(raw));
  }

  @ParameterizedTest(name = "{1} of {0} → {2} {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0|/w/v1/x.js|404|Unknown widget|There is no widget \"w\".",
        "1.0.0|/CHAT/v1/x.js|404|Unknown widget|There is no widget \"CHAT\".",
        "1.0.0|/chat/v2/x.js|404|Version not found|no released version of chat is in 2.x; channels: none; versions: 1.0.0",
        "1.0.0|/chat/beta/x.js|404|Version not found|chat has no channel beta; channels: none; versions: 1.0.0",
        "1.0.0:blocked:leaks|/chat/1.0.0/x.js|410|Version blocked|blocked since 2026-11-20T10:00:00Z: leaks",
      })
  void locate_nothing_saysWhy(String state, String raw, int status, String title, String detail) {
    Located.NotFound found = (Located.NotFound) locate(state, raw);
    assertThat(found.problem()).isEqualTo(Problem.of(status, title, detail));
    assertThat(found.widget() != null).isEqualTo(raw.startsWith("/chat"));
    assertThat(found.name()).isEqualTo(raw.startsWith("/chat") ? Chat.NAME : null);
    assertThat(found.version()).isEqualTo(status == 410 ? Chat.version("1.0.0") : null);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0 1.1.0|The latest version of chat is 1.1.0.",
        "1.0.0 1.1.0 beta=1.0.0 alpha=1.1.0|The latest version of chat is 1.1.0; its channels are alpha, beta.",
        "1.0.0:staged|chat has no released stable version; channels: none; versions: none released.",
        "1.0.0:staged beta=1.0.0|chat has no released stable version; channels: beta; versions: none released.",
      })
  void locate_noSelector_saysWhatThereIs(String state, String more) {
    Located.NotFound found = (Located.NotFound) locate(state, "/chat/a%20b/x.js");
    assertThat(found.problem().status()).isEqualTo(404);
    assertThat(found.problem().title()).isEqualTo("Version not found");
    assertThat(found.problem().detail())
        .isEqualTo(
            "\"a b\" selects nothing: expected a version (1.2.3), a range (v1, ^1.2.0), latest or a"
                + " channel (beta). "
                + more);
    assertThat(found.name()).isEqualTo(Chat.NAME);
  }

  @Test
  void locate_manyChannels_namesTwenty() {
    StringBuilder state = new StringBuilder("1.0.0");
    for (char c = 'a'; c <= 'u'; c++) {
      state.append(" channel-").append(c).append("=1.0.0");
    }
    Located.NotFound found = (Located.NotFound) locate(state.toString(), "/chat/a%20b/x.js");
    assertThat(found.problem().detail()).endsWith(", channel-s, channel-t.");
  }

  @ParameterizedTest(name = "{1} of {0}, damaged {2} → {3} instead of {4}")
  @CsvSource({
    "1.0.0 1.1.0 1.2.0, /chat/v1/x.js, 1.2.0, 1.1.0, 1.2.0",
    "1.0.0 1.1.0 1.2.0, /chat/v1/x.js, 1.2.0 1.1.0, 1.0.0, 1.2.0",
    "1.0.0 1.1.0 1.2.0, /chat/v1/x.js, 1.1.0, 1.2.0,",
    "1.0.0 1.1.0:yanked 1.2.0, /chat/v1/x.js, 1.2.0, 1.0.0, 1.2.0",
    "1.0.0 1.1.0 1.2.0, /chat/1.2.0/x.js, 1.2.0, 1.2.0,",
    "1.0.0 1.1.0 1.2.0 beta=1.1.0, /chat/beta/x.js, 1.1.0, 1.0.0, 1.1.0",
  })
  void locate_damaged_aliasesLeaveTheVersion(
      String state, String raw, String damaged, String version, String insteadOf) {
    Arrays.stream(damaged.split(" ")).forEach(this::damage);
    ResolvedTarget target = ((Located.At) locate(state, raw)).target();
    assertThat(target.version()).hasToString(version);
    assertThat(target.insteadOf()).isEqualTo(insteadOf == null ? null : Chat.version(insteadOf));
  }

  @Test
  void locate_allDamaged_isUnreadableAndNamesTheOne() {
    damage("1.0.0");
    damage("1.1.0");
    ResolvedTarget target = ((Located.Unreadable) locate("1.0.0 1.1.0", "/chat/v1/x.js")).target();
    assertThat(target.version()).isEqualTo(Chat.version("1.1.0"));
    assertThat(target.insteadOf()).isNull();
  }

  @Test
  void unreadable_is503ThatNamesTheVersion() {
    Located.NotFound found =
        AssetLocator.unreadable(Chat.widget("1.0.0 1.1.0"), Chat.NAME, Chat.version("1.1.0"));
    assertThat(found.problem())
        .isEqualTo(
            Problem.of(
                503,
                "Version unreadable",
                "The bytes of chat 1.1.0 cannot be read at the moment."));
    assertThat(found.name()).isEqualTo(Chat.NAME);
    assertThat(found.widget()).isNotNull();
    assertThat(found.version()).isEqualTo(Chat.version("1.1.0"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, ''", "1, 1, ''", "100, 100, ''", "101, 100, …", "5000, 100, …"})
  void quoted_isCutAfterAHundredCharacters(int length, int kept, String more) {
    assertThat(AssetLocator.quoted("x".repeat(length)))
        .isEqualTo("\"" + "x".repeat(kept) + more + "\"");
  }
}
