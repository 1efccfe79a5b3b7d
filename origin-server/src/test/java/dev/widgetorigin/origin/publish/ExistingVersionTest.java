package dev.widgetorigin.origin.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.widgetorigin.origin.changes.Precondition;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.ingest.bundle.UnpackedFile;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExistingVersionTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  /**
   * @param there the version 1.0.0: its state, then the channel that it was published to
   * @param channels e.g. {@code beta=1.0.0}
   */
  private static WidgetState state(String there, String channels) {
    String[] words = there.split(" ", -1);
    Release release =
        Release.published(
                Version.parse("1.0.0+a"),
                ReleaseState.RELEASED,
                words.length > 1 ? words[1] : null,
                NOW)
            .in(ReleaseState.valueOf(words[0].toUpperCase(Locale.ROOT)), "", NOW);
    WidgetState state = WidgetState.empty(CHAT).withRelease(release);
    for (String each : channels.isEmpty() ? new String[0] : channels.split(" ", -1)) {
      String[] pair = each.split("=", -1);
      state = state.withChannel(pair[0], Version.parse(pair[1]));
    }
    return state;
  }

  /** {@code released}, then the channel that is asked for. */
  private static PublishOrder order(String version, String asked, boolean unpin) {
    String[] words = asked.split(" ", -1);
    return new PublishOrder(
        CHAT,
        Version.parse(version),
        ReleaseState.valueOf(words[0].toUpperCase(Locale.ROOT)),
        words.length > 1 ? words[1] : null,
        unpin,
        false,
        "who",
        "why",
        null,
        Precondition.NONE,
        false);
  }

  @Test
  void in_noVersionOfThatNumber_isEmpty() {
    assertThat(ExistingVersion.in(WidgetState.empty(CHAT), order("1.0.0", "released", false)))
        .isEmpty();
    assertThat(ExistingVersion.in(state("released", ""), order("1.0.1", "released", false)))
        .isEmpty();
    assertThat(ExistingVersion.in(state("blocked", ""), order("1.0.1", "released", false)))
        .isEmpty();
  }

  @Test
  void in_blockedNumber_isRefused() {
    Problem problem =
        catchThrowableOfType(
                ProblemException.class,
                () -> ExistingVersion.in(state("blocked", ""), order("1.0.0+b", "staged", false)))
            .problem();
    assertThat(problem.status()).isEqualTo(409);
    assertThat(problem.detail())
        .isEqualTo(
            "chat 1.0.0 is blocked, and its number can never be used again; publish another"
                + " version.");
  }

  @ParameterizedTest(name = "there: {0}, {1}; asked: {2}; unmet: {3}")
  @CsvSource({
    "released, '', released, ''",
    "released, '', staged, ''",
    "staged, '', staged, ''",
    "staged, '', released, NotReleased[state=STAGED]",
    "deprecated, '', released, NotReleased[state=DEPRECATED]",
    "yanked, '', released, NotReleased[state=YANKED]",
    "yanked, '', staged, ''",
    "released next, next=1.0.0, released, NotPromoted[channel=next]",
    "released next, next=1.0.0, released next, ''",
    "released next, next=1.0.0, staged, ''",
    "released next, next=1.0.0 beta=1.0.0, released beta, NotPromoted[channel=next]",
    "deprecated next, next=1.0.0, released, NotReleased[state=DEPRECATED] NotPromoted[channel=next]",
    "released, '', released beta, ChannelElsewhere[version=null]",
    "released, beta=2.0.0, released beta, ChannelElsewhere[version=2.0.0]",
    "released, beta=1.0.0, released beta, ''",
    "staged, beta=2.0.0, staged beta, ChannelElsewhere[version=2.0.0]",
    "staged, '', released beta, NotReleased[state=STAGED] ChannelElsewhere[version=null]",
  })
  void in_versionThatIsThere_saysWhatIsNotAsAsked(
      String there, String channels, String asked, String unmet) {
    ExistingVersion existing =
        ExistingVersion.in(state(there, channels), order("1.0.0", asked, false)).orElseThrow();
    assertThat(existing.version().build()).isEqualTo("a");
    assertThat(existing.unmet().stream().map(Object::toString))
        .containsExactly(unmet.isEmpty() ? new String[0] : unmet.split(" ", -1));
  }

  @Test
  void in_versionThatAPinKeepsBack_isStillPinned() {
    Version old = Version.parse("0.9.0");
    WidgetState state =
        state("released", "")
            .withRelease(Release.published(old, ReleaseState.RELEASED, null, NOW))
            .withPin("latest", new Pin(old, "ann", NOW, "broken", true));
    PublishOrder order = order("1.0.0", "released", true);
    assertThat(ExistingVersion.in(state, order).orElseThrow().unmet())
        .containsExactly(new UnmetOrder.StillPinned());
    assertThat(ExistingVersion.in(state.withoutPin("latest"), order).orElseThrow().unmet())
        .isEmpty();
    assertThat(ExistingVersion.in(state, order("1.0.0", "released", false)).orElseThrow().unmet())
        .isEmpty();
  }

  private static Digest digest(String text) {
    return Digest.of(Digest.newSha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** {@code path=content …} */
  private static Map<String, String> files(String text) {
    Map<String, String> files = new TreeMap<>();
    Arrays.stream(text.split(" ", -1))
        .map(each -> each.split("=", -1))
        .forEach(pair -> files.put(pair[0], pair[1]));
    return files;
  }

  private static Manifest manifest(String text) {
    Map<String, AssetEntry> entries = new TreeMap<>();
    files(text)
        .forEach(
            (path, content) ->
                entries.put(path, new AssetEntry(path, 1, digest(content), "", "", List.of())));
    return new Manifest(CHAT, Version.parse("1.0.0+a"), NOW, "ann", null, entries, null);
  }

  private static List<UnpackedFile> unpacked(String text) {
    List<UnpackedFile> files = new ArrayList<>();
    files(text)
        .forEach(
            (path, content) ->
                files.add(new UnpackedFile(path, Path.of("x"), 1, digest(content), "", "")));
    return files;
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "a.js=1 b.js=2, a.js=1 b.js=2, true",
    "a.js=1 b.js=2, a.js=1 b.js=3, false",
    "a.js=1 b.js=2, a.js=1, false",
    "a.js=1, a.js=1 b.js=2, false",
    "a.js=1, b.js=1, false",
  })
  void same_comparesPathsAndBytes(String there, String given, boolean same) {
    assertThat(ExistingVersion.same(manifest(there), unpacked(given))).isEqualTo(same);
  }

  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.0.0+a | a.js=1 b.js=3 | chat 1.0.0 was published with other bytes (b.js); a",
        "1.0.0+a | a.js=1        | chat 1.0.0 was published with other bytes; a",
        "1.0.0+a | c=1 d=1 e=1 f=1 g=1 h=1 | chat 1.0.0 was published with other bytes (c, d, e, f, g); a",
        "1.0.0+b | a.js=1 b.js=3 | chat 1.0.0 was published as 1.0.0+a with other bytes (b.js); a",
      })
  void conflict_namesWhatDiffers(String version, String given, String begin) {
    PublishOrder order = order(version, "released", false);
    Problem problem =
        ExistingVersion.in(state("released", ""), order)
            .orElseThrow()
            .conflict(order, manifest("a.js=1 b.js=2"), unpacked(given))
            .problem();
    assertThat(problem.status()).isEqualTo(409);
    assertThat(problem.detail())
        .isEqualTo(begin + " version never changes. Publish another number.");
  }

  @Test
  void conflict_withADamagedManifest_namesNoFiles() {
    PublishOrder order = order("1.0.0+a", "released", false);
    assertThat(
            ExistingVersion.in(state("released", ""), order)
                .orElseThrow()
                .conflict(order, null, unpacked("a.js=1"))
                .problem()
                .detail())
        .startsWith("chat 1.0.0 was published with other bytes; ");
  }
}
