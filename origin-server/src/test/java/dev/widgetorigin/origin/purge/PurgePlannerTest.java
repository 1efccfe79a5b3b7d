package dev.widgetorigin.origin.purge;

import static dev.widgetorigin.origin.purge.PurgeWorld.CHAT;
import static dev.widgetorigin.origin.purge.PurgeWorld.moved;
import static dev.widgetorigin.origin.purge.PurgeWorld.published;
import static dev.widgetorigin.resolver.ReleaseState.BLOCKED;
import static dev.widgetorigin.resolver.ReleaseState.DEPRECATED;
import static dev.widgetorigin.resolver.ReleaseState.RELEASED;
import static dev.widgetorigin.resolver.ReleaseState.STAGED;
import static dev.widgetorigin.resolver.ReleaseState.YANKED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.web.head.PurgeTags;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a change to tags: all that answer something else, and nothing besides. */
final class PurgePlannerTest {
  private static final Version V100 = Version.parse("1.0.0");
  private static final Version V110 = Version.parse("1.1.0");
  private static final Version V200 = Version.parse("2.0.0");

  private final PurgePlanner planner =
      new PurgePlanner(
          Map.of("/static/chat.js", "chat@latest/chat.js", "/static/map.js", "map@1/map.js"));

  @TempDir Path folder;
  @AutoClose private PurgeWorld world;

  @BeforeEach
  void open() {
    world = new PurgeWorld(folder);
    world.commit(published("1.0.0"), published("1.1.0"), published("2.0.0"));
    world.commit(published(WidgetName.parse("map"), "1.0.0", RELEASED));
  }

  private Set<String> tags(Change... changes) {
    Commit commit = world.commit(changes);
    List<PurgePlan> plans = planner.plan(commit);
    assertThat(plans).hasSizeLessThanOrEqualTo(1);
    Set<String> tags = new TreeSet<>();
    for (PurgePlan plan : plans) {
      assertThat(plan.widget()).isEqualTo(CHAT);
      for (String tag : plan.tags()) {
        tags.add(tag.replace("w-chat-", "").replace("w-chat", "all"));
      }
    }
    return tags;
  }

  @Test
  void release_touchesTheAliasesThatMove() {
    assertThat(tags(published("1.2.0"))).containsExactlyInAnyOrder("a-v1", "a-v1.2", "ranges");
    assertThat(tags(published("2.1.0")))
        .containsExactlyInAnyOrder("a-latest", "a-v2", "a-v2.1", "ranges");
  }

  @Test
  void stagedVersion_touchesNothing() {
    assertThat(tags(published(CHAT, "3.0.0", STAGED))).isEmpty();
    assertThat(tags(moved("3.0.0", STAGED, RELEASED)))
        .containsExactlyInAnyOrder("a-latest", "a-v3", "a-v3.0", "ranges");
  }

  @Test
  void yank_touchesAliasesAndNotTheExactUrls() {
    assertThat(tags(moved("2.0.0", RELEASED, YANKED)))
        .containsExactlyInAnyOrder("a-latest", "a-v2", "a-v2.0", "ranges");
  }

  @Test
  void block_touchesTheExactUrlsToo() {
    assertThat(tags(moved("1.1.0", RELEASED, BLOCKED)))
        .containsExactlyInAnyOrder("a-v1", "a-v1.1", "v-1.1.0", "ranges");
  }

  @Test
  void deprecation_touchesTheVersionWhoseHeadersChange() {
    assertThat(tags(moved("1.0.0", RELEASED, DEPRECATED)))
        .containsExactlyInAnyOrder("v-1.0.0", "ranges");
  }

  @Test
  void pin_touchesThatAliasAndWhatFollowsLatest() {
    assertThat(tags(new Change.Pinned(CHAT, "v1", V110, V100, "broken"))).containsExactly("a-v1");
    assertThat(tags(new Change.Pinned(CHAT, "latest", V200, V110, "broken")))
        .containsExactlyInAnyOrder("a-latest", "ranges");
  }

  @Test
  void rollback_touchesTheSameAsItsPin() {
    assertThat(
            tags(
                new Change.RolledBack(CHAT, "latest", V200, V110, ""),
                new Change.Pinned(CHAT, "latest", V200, V110, "")))
        .contains("a-latest", "ranges")
        .doesNotContain("a-v2", "a-v2.0", "a-v1", "all");
  }

  @Test
  void personAsks_touchesWhatWasAskedFor() {
    assertThat(tags(new Change.PurgeAsked(CHAT, List.of("w-chat")))).containsExactly("all");
    assertThat(tags(new Change.PurgeAsked(CHAT, List.of("w-chat-a-v1", "w-chat-v-1.0.0"))))
        .containsExactlyInAnyOrder("a-v1", "v-1.0.0");
    Commit commit = world.commit(new Change.PurgeAsked(CHAT, List.of("w-chat")));
    assertThat(planner.plan(commit).get(0).paths())
        .contains("/chat/*", "/chat@v1/*", "/static/chat.js", "/-/loader/chat/latest.js");
  }

  @Test
  void channel_touchesItselfAndLoadersWhereItIsNew() {
    assertThat(tags(new Change.ChannelMoved(CHAT, "beta", null, V100)))
        .containsExactlyInAnyOrder("a-beta", "loaders");
    assertThat(tags(new Change.ChannelMoved(CHAT, "beta", V100, V110))).containsExactly("a-beta");
    assertThat(tags(new Change.ChannelMoved(CHAT, "beta", V110, null)))
        .containsExactlyInAnyOrder("a-beta", "loaders");
  }

  @Test
  void channelOfBlockedVersion_touchesTheVersionThatTheRefusalNames() {
    tags(new Change.ChannelMoved(CHAT, "beta", null, V100));
    tags(moved("1.0.0", RELEASED, BLOCKED));

    assertThat(tags(new Change.ChannelMoved(CHAT, "beta", V100, V110)))
        .containsExactlyInAnyOrder("a-beta", "v-1.0.0");
  }

  @Test
  void settings_touchAllOfTheWidget() {
    WidgetSettings settings = OneSetting.aliasMode(WidgetSettings.AliasMode.REDIRECT);

    assertThat(tags(new Change.SettingsChanged(CHAT, settings))).containsExactly("all");
    assertThat(tags(new Change.SettingsChanged(CHAT, settings))).isEmpty();
  }

  @Test
  void rolloutStep_touchesLoadersOnly() {
    world.commit(published(CHAT, "2.1.0", STAGED));
    Rollout.Pending pending = pending("2.1.0");
    Rollout.Running running = pending.begin(Instant.EPOCH);

    assertThat(tags(new Change.RolloutChanged(CHAT, pending))).isEmpty();
    assertThat(tags(new Change.RolloutChanged(CHAT, running))).containsExactly("loaders");
    assertThat(tags(new Change.SiteQuarantined(CHAT, running.version(), "a.example", null, "")))
        .containsExactly("loaders");
    assertThat(tags(new Change.RolloutChanged(CHAT, running.next(Instant.EPOCH, ""))))
        .containsExactly("loaders");
    assertThat(tags(new Change.RolloutChanged(CHAT, running.abort("")))).containsExactly("loaders");
  }

  @Test
  void repair_touchesTheVersionThatWasLost() {
    assertThat(tags(new Change.Repaired(CHAT, V100, published("9.0.0").manifest())))
        .containsExactly("v-1.0.0");
  }

  /** Edges would keep the quick variants of its exact URLs for a year. */
  @Test
  void completion_touchesTheVersion() {
    assertThat(tags(new Change.Completed(CHAT, V100, published("9.0.0").manifest(), null)))
        .containsExactly("v-1.0.0");
  }

  @Test
  void tokenOrSweep_touchesNothing() {
    assertThat(tags(new Change.Swept(1), new Change.TokenRevoked("id", "ci"))).isEmpty();
  }

  @Test
  void moved_newHighestVersion_namesLatestAndItsRanges() {
    PurgePlan plan = planner.plan(world.commit(published("2.0.1"))).get(0);

    assertThat(plan.moved()).containsExactlyInAnyOrder("latest", "v2", "v2.0");
  }

  @Test
  void paths_haveEverySpellingAndMappedPaths() {
    PurgePlan plan = planner.plan(world.commit(published("2.0.1"))).get(0);

    assertThat(plan.paths())
        .contains(
            "/chat",
            "/chat/latest/*",
            "/chat@latest",
            "/chat@latest/*",
            "/npm/chat@latest/*",
            "/npm/chat/*",
            "/chat/v2/*",
            "/chat/2/*",
            "/chat@2.0/*",
            "/-/loader/chat.js",
            "/-/loader/chat/v2.mjs",
            "/-/loader/chat/2.0.js",
            "/-/importmap/chat/latest.json",
            "/-/importmap/chat/v2.json",
            "/-/importmap/chat/2.0.json",
            "/static/chat.js")
        .allMatch(path -> path.contains("chat"))
        .doesNotContain("/chat/*");
  }

  /** An edge would keep what it has of a version for a year, and that is not only files. */
  @Test
  void pathsOfBlockedVersion_areAllThatIsAnsweredAboutIt() {
    PurgePlan plan = planner.plan(world.commit(moved("1.0.0", RELEASED, BLOCKED))).get(0);

    assertThat(plan.paths())
        .contains(
            "/chat/1.0.0/*",
            "/chat@v1.0.0/*",
            "/-/importmap/chat/v1.0.0.json",
            "/-/importmap/chat/1.0.0.json",
            "/-/loader/chat/1.0.0.js",
            "/-/loader/chat/v1.0.0.mjs",
            "/-/loader/chat/1.0.0/*",
            "/-/loader/chat/v1.0.0/*")
        .noneMatch(path -> path.contains("1.1.0"));
  }

  /** Its fields for CORS are on every answer. */
  @Test
  void pathsOfSettings_areImportMapsAndLoadersAsWell() {
    WidgetSettings settings = OneSetting.aliasMode(WidgetSettings.AliasMode.REDIRECT);
    Commit commit = world.commit(new Change.SettingsChanged(CHAT, settings));

    assertThat(planner.plan(commit).get(0).paths())
        .contains("/chat/*", "/-/importmap/chat/*", "/-/loader/chat/*");
  }

  @Test
  void pathsOfScopedWidget_haveTheRepositorySpelling() {
    WidgetName scoped = WidgetName.parse("@acme/chat");
    Commit commit = world.commit(published(scoped, "1.0.0", RELEASED));

    assertThat(planner.plan(commit).get(0).paths())
        .contains("/@acme/chat/latest/*", "/@acme/chat@v1/*", "/gh/acme/chat@1/*", "/gh/acme/chat");
  }

  private static Rollout.Pending pending(String version) {
    return new Rollout.Pending(
        new RolloutPlan(
            version + "-1",
            Version.parse(version),
            "latest",
            V200,
            List.of(
                new RolloutPlan.Step(500, Duration.ofHours(1)),
                new RolloutPlan.Step(2000, Duration.ofHours(1))),
            0,
            Duration.ofHours(1),
            null,
            null,
            Instant.EPOCH),
        "");
  }

  /** Whatever changes: an answer that is another one now has a tag that is purged. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomChanges_everyAnswerThatDiffersIsCovered(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 150; i++) {
      Change change = random(random);
      Commit commit = change == null ? null : world.commit(change);
      if (commit != null) {
        check(commit, change);
      }
    }
  }

  private void check(Commit commit, Change change) {
    Widget before = commit.before().widget(CHAT).orElseThrow();
    Widget after = commit.after().widget(CHAT).orElseThrow();
    List<PurgePlan> plans = planner.plan(commit);
    Set<String> tags = plans.isEmpty() ? Set.of() : plans.get(0).tags();
    assertThat(tags).allMatch(tag -> tag.equals("w-chat") || tag.startsWith("w-chat-"));
    for (String text : selectors(before.state(), after.state())) {
      Selector selector = Selector.parse(text);
      Resolution from = before.state().resolve(selector);
      Resolution to = after.state().resolve(selector);
      if (from instanceof Resolution.NoMatch) {
        continue;
      }
      boolean same = answer(from).equals(answer(to));
      if (!same) {
        assertThat(tags).as("%s of %s", change, text).containsAnyElementsOf(tags(selector, from));
      } else if (!(selector instanceof Selector.Exact) && !tags.contains("w-chat")) {
        assertThat(tags)
            .as("%s of %s, which answers the same", change, text)
            .doesNotContain(PurgeTags.ofAlias("chat", selector.alias()));
      }
    }
  }

  /** What delivery puts on the answer. */
  private static List<String> tags(Selector selector, Resolution resolution) {
    List<String> tags = new ArrayList<>();
    tags.add("w-chat");
    if (resolution instanceof Resolution.Blocked blocked) {
      tags.add(PurgeTags.ofVersion("chat", blocked.version().toString()));
      return tags;
    }
    tags.add(PurgeTags.ofVersion("chat", ((Resolution.Found) resolution).version().toString()));
    if (!(selector instanceof Selector.Exact)) {
      PurgeTags.addSelector(tags, "chat", selector);
    }
    return tags;
  }

  private static String answer(Resolution resolution) {
    if (resolution instanceof Resolution.Found found) {
      return found.version() + (found.release().state() == DEPRECATED ? " deprecated" : "");
    }
    return resolution instanceof Resolution.Blocked ? "blocked" : "none";
  }

  private static Set<String> selectors(WidgetState before, WidgetState after) {
    Set<String> all = new TreeSet<>(before.aliases());
    all.addAll(after.aliases());
    all.addAll(
        List.of(
            "^1.0.0", "~1.1.0", ">=1.1.1", "1.0.0 || ^2.0.0", ">1.0.0 <1.2.0", "1.0.0 - 1.1.5"));
    after.releases().keySet().forEach(version -> all.add(version.toString()));
    return all;
  }

  private Change random(Random random) {
    WidgetState state = world.store.catalog().snapshot().widget(CHAT).orElseThrow().state();
    List<Release> releases = List.copyOf(state.releases().values());
    Release some = releases.get(random.nextInt(releases.size()));
    String alias = List.of("latest", "v1", "v1.1", "v2", "beta").get(random.nextInt(5));
    switch (random.nextInt(6)) {
      case 0 -> {
        String version =
            "%d.%d.%d".formatted(1 + random.nextInt(2), random.nextInt(3), random.nextInt(9));
        boolean known = state.release(Version.parse(version)).isPresent();
        return known ? null : published(CHAT, version, random.nextBoolean() ? RELEASED : STAGED);
      }
      case 1 -> {
        ReleaseState to = List.of(RELEASED, DEPRECATED, YANKED, BLOCKED).get(random.nextInt(4));
        boolean possible = some.state() != BLOCKED && some.state() != to;
        return possible && (to != BLOCKED || random.nextInt(4) == 0)
            ? moved(some.version().toString(), some.state(), to)
            : null;
      }
      case 2 -> {
        return alias.equals("beta")
            ? null
            : new Change.Pinned(CHAT, alias, null, some.version(), "");
      }
      case 3 -> {
        return new Change.Unpinned(CHAT, alias, some.version());
      }
      case 4 -> {
        return new Change.ChannelMoved(
            CHAT, "beta", null, random.nextInt(4) == 0 ? null : some.version());
      }
      default -> {
        return new Change.Promoted(CHAT, some.version());
      }
    }
  }

  @Test
  void plan_template_isLoadersAlone() {
    assertThat(tags(new Change.TemplateChanged(CHAT, null, 1, 2))).containsExactly("loaders");
    assertThat(tags(new Change.TemplateChanged(CHAT, "acme", null, 2))).containsExactly("loaders");
    assertThat(tags(new Change.TemplateChanged(CHAT, "acme", 2, null))).containsExactly("loaders");
  }

  @Test
  void plan_switch_isAllAliasesAndLoadersAndNoExactUrl() {
    Set<String> all =
        Set.of("a-latest", "a-v1", "a-v1.0", "a-v1.1", "a-v2", "a-v2.0", "loaders", "ranges");
    assertThat(tags(new Change.SwitchedOff(CHAT, null, "bad"))).isEqualTo(all);
    assertThat(tags(new Change.SwitchedOn(CHAT, null))).isEqualTo(all);
    world.commit(new Change.ChannelMoved(CHAT, "acme", null, V100));
    assertThat(tags(new Change.SwitchedOff(CHAT, "acme", "bad"))).containsExactly("a-acme");
    assertThat(tags(new Change.SwitchedOn(CHAT, "acme"))).containsExactly("a-acme");
  }

  private List<String> shown(Change... changes) {
    return planner.plan(world.commit(changes)).get(0).moved();
  }

  @Test
  void moved_switch_namesTheAliasesThatShowAStubNowOrNoLonger() {
    world.commit(new Change.ChannelMoved(CHAT, "acme", null, V100));

    assertThat(shown(new Change.SwitchedOff(CHAT, "acme", "bad"))).containsExactly("acme");
    assertThat(shown(new Change.SwitchedOff(CHAT, null, "bad")))
        .as("acme shows a stub already")
        .contains("latest")
        .doesNotContain("acme");
    assertThat(shown(published("2.1.0"))).as("nobody sees it").isEmpty();
    assertThat(shown(new Change.SwitchedOn(CHAT, null), published("2.2.0")))
        .contains("latest")
        .doesNotHaveDuplicates()
        .doesNotContain("acme");
    assertThat(shown(new Change.SwitchedOn(CHAT, "acme"))).containsExactly("acme");
  }
}
