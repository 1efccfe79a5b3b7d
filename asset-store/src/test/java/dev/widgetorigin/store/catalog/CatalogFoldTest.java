package dev.widgetorigin.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Changes;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log's meaning, against a model of plain maps, and however a fold is come by. */
class CatalogFoldTest {
  private static final StoreOptions FAST = StoreOptions.DEFAULTS.withSync(false);
  private Path folder;

  @BeforeTry
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("store");
  }

  @AfterTry
  void deleteFolder() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** What can be compared of a widget: everything. */
  private record View(
      Map<Version, Release> releases,
      Map<String, Version> channels,
      Map<String, Pin> pins,
      Map<String, FollowRule> follows,
      Map<String, Widget.Off> switches,
      Map<String, Integer> templates,
      Map<Version, Digest> manifests,
      WidgetSettings settings,
      Rollout rollout,
      long sequence) {}

  private static Map<String, View> view(CatalogSnapshot snapshot) {
    return snapshot
        .widgets()
        .collect(
            Collectors.toMap(
                widget -> widget.state().name().toString(),
                widget -> {
                  WidgetState state = widget.state();
                  return new View(
                      new TreeMap<>(state.releases()),
                      new TreeMap<>(state.channels()),
                      new TreeMap<>(state.pins()),
                      new TreeMap<>(state.follows()),
                      new TreeMap<>(widget.switches()),
                      new TreeMap<>(widget.templates()),
                      widget.manifests(),
                      widget.settings(),
                      widget.rollout(),
                      widget.sequence());
                }));
  }

  /** The fold once more, on mutable maps. */
  private static final class Model {
    private final Map<Version, Release> releases = new TreeMap<>();
    private final Map<String, Version> channels = new TreeMap<>();
    private final Map<String, Pin> pins = new TreeMap<>();
    private final Map<String, FollowRule> follows = new TreeMap<>();
    private final Map<String, Widget.Off> switches = new TreeMap<>();
    private final Map<String, Integer> templates = new TreeMap<>();
    private final Map<Version, Digest> manifests = new HashMap<>();
    private WidgetSettings settings = WidgetSettings.DEFAULTS;
    private Rollout rollout;
    private long sequence;

    void apply(Change change, ChangeBatch batch) {
      sequence = batch.sequence();
      if (change instanceof Change.Published c) {
        releases.put(
            c.version(),
            new Release(
                c.version(),
                c.state(),
                "",
                c.publishedAt() == null || c.publishedAt().isAfter(batch.time())
                    ? batch.time()
                    : c.publishedAt(),
                batch.time(),
                c.state() == ReleaseState.RELEASED && !c.version().isPrerelease()
                    ? c.channel()
                    : null));
        manifests.put(c.version(), c.manifest());
      } else if (change instanceof Change.StateChanged c) {
        Release old = releases.get(c.version());
        releases.put(
            c.version(),
            new Release(
                old.version(),
                c.to(),
                c.reason(),
                old.publishedAt(),
                c.to() == old.state() ? old.since() : batch.time(),
                old.channel()));
      } else if (change instanceof Change.Promoted c) {
        Release old = releases.get(c.version());
        releases.put(
            c.version(),
            new Release(old.version(), old.state(), old.reason(), old.publishedAt(), old.since()));
      } else if (change instanceof Change.Completed c) {
        manifests.put(c.version(), c.manifest());
        completed(c);
      } else if (change instanceof Change.ChannelMoved c) {
        if (c.to() == null) {
          channels.remove(c.channel());
          follows.remove(c.channel());
        } else {
          channels.put(c.channel(), c.to());
        }
      } else if (change instanceof Change.FollowChanged c) {
        follow(c, batch);
      } else if (change instanceof Change.Followed c) {
        c.channels().forEach(channel -> channels.compute(channel, (name, before) -> c.to()));
      } else if (change instanceof Change.SwitchedOff c) {
        switches.put(
            c.channel() == null ? "" : c.channel(),
            new Widget.Off(batch.who(), batch.time(), c.reason()));
      } else if (change instanceof Change.SwitchedOn c) {
        switches.remove(c.channel() == null ? "" : c.channel());
      } else if (change instanceof Change.TemplateChanged c) {
        templates.compute(c.channel() == null ? "" : c.channel(), (name, before) -> c.to());
      } else if (change instanceof Change.Pinned c) {
        pins.put(c.alias(), new Pin(c.to(), batch.who(), batch.time(), c.reason()));
      } else if (change instanceof Change.RolledBack c) {
        pins.computeIfPresent(
            c.alias(),
            (alias, pin) -> new Pin(pin.version(), pin.by(), pin.at(), pin.reason(), true));
      } else if (change instanceof Change.Unpinned c) {
        pins.remove(c.alias());
      } else if (change instanceof Change.SiteQuarantined c) {
        QuarantinedSite site = new QuarantinedSite(c.site(), c.channel(), batch.time(), c.reason());
        if (rollout instanceof Rollout.Stepping stepping && rollout.version().equals(c.version())) {
          rollout = stepping.quarantine(site);
        }
      } else if (change instanceof Change.RolloutChanged c) {
        rollout = c.rollout();
      } else if (change instanceof Change.SettingsChanged c) {
        settings = c.settings();
      }
    }

    private void completed(Change.Completed c) {
      Release old = releases.get(c.version());
      if (c.channel() != null) {
        boolean candidate = old.state() == ReleaseState.RELEASED && !old.version().isPrerelease();
        releases.put(
            c.version(),
            new Release(
                old.version(),
                old.state(),
                old.reason(),
                old.publishedAt(),
                old.since(),
                candidate ? c.channel() : null));
      }
    }

    private void follow(Change.FollowChanged c, ChangeBatch batch) {
      if (c.follow() == null) {
        follows.remove(c.channel());
      } else {
        FollowRule.Hold hold =
            c.hold() ? new FollowRule.Hold(batch.who(), batch.time(), c.reason()) : null;
        follows.put(c.channel(), new FollowRule(c.follow(), c.delay(), hold));
      }
    }

    View view() {
      return new View(
          releases, channels, pins, follows, switches, templates, manifests, settings, rollout,
          sequence);
    }
  }

  /** Oldest first. */
  private static List<ChangeBatch> commit(NodeStore store, Random random, int batches) {
    List<ChangeBatch> committed = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      store
          .catalog()
          .commit("ana", "why " + i, now -> Changes.random(random, now))
          .ifPresent(committed::add);
    }
    return committed;
  }

  @Test
  void apply_changeOfEveryKind_isKnown() {
    ShardedSnapshot now = ShardedSnapshot.EMPTY;
    for (Change change : Changes.ofEveryKind()) {
      now =
          Fold.apply(
              now,
              new ChangeBatch(
                  now.sequence() + 1, "id", "n1", Bundles.NOW, "ana", "", List.of(change)));
    }
    Widget chat = now.widget(WidgetName.parse("chat")).orElseThrow();
    assertThat(chat.template()).isEqualTo(2);
    assertThat(chat.state().channels()).containsKeys("next", "acme");
    assertThat(now.epoch()).isEqualTo(2);
  }

  @Property(tries = 30)
  void fold_randomChanges_isTheModel(@ForAll long seed) {
    Map<String, Model> model = new TreeMap<>();
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      for (ChangeBatch batch : commit(store, new Random(seed), 60)) {
        for (Change change : batch.changes()) {
          model.computeIfAbsent(change.widget().toString(), n -> new Model()).apply(change, batch);
        }
      }
      Map<String, View> expected = new TreeMap<>();
      model.forEach((name, widget) -> expected.put(name, widget.view()));

      assertThat(view(store.catalog().snapshot())).isEqualTo(expected);
      assertThat(store.catalog().snapshot().widgetCount()).isEqualTo(expected.size());
    }
  }

  @Property(tries = 15)
  void open_fromCheckpointAndTail_isTheFullReplay(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    StoreOptions options = FAST.withCheckpoints(7, 5 + random.nextInt(20));
    Map<String, View> seen;
    try (NodeStore store = FolderStores.open(folder, options)) {
      commit(store, random, random.nextInt(80));
    }
    try (NodeStore store = FolderStores.open(folder, options)) {
      commit(store, random, 3);
      seen = view(store.catalog().snapshot());
      try (NodeStore reader = FolderStores.openReadOnly(folder, options)) {
        assertThat(view(reader.catalog().snapshot())).as("checkpoint and tail").isEqualTo(seen);
      }
    }
    try (NodeStore store = FolderStores.open(folder, options)) {
      assertThat(view(store.catalog().snapshot())).as("checkpoint alone").isEqualTo(seen);
    }
    try (Stream<Path> checkpoints = Files.list(folder.resolve("checkpoints"))) {
      for (Path checkpoint : checkpoints.toList()) {
        Files.delete(checkpoint);
      }
    }
    try (NodeStore store = FolderStores.open(folder, options)) {
      assertThat(view(store.catalog().snapshot())).as("full replay").isEqualTo(seen);
    }
  }

  @Property(tries = 15)
  void history_anyPage_isTheLogNewestFirst(@ForAll long seed) {
    Random random = new Random(seed);
    try (NodeStore store = FolderStores.open(folder, FAST.withCheckpoints(6, 4))) {
      List<ChangeBatch> all = commit(store, random, 40);
      Collections.reverse(all);
      for (String name : List.of("chat", "@acme/map", "none")) {
        WidgetName widget = WidgetName.parse(name);
        long before = random.nextLong(1, 46);
        int limit = 1 + random.nextInt(10);
        List<ChangeBatch> expected =
            all.stream()
                .filter(b -> b.sequence() < before)
                .filter(b -> b.changes().stream().anyMatch(c -> c.widget().equals(widget)))
                .limit(limit)
                .toList();
        assertThat(store.catalog().history(widget, before, limit)).isEqualTo(expected);
      }
      assertThat(store.catalog().history(null, Long.MAX_VALUE, 1000)).isEqualTo(all);
    }
  }

  @Test
  void commit_changesThatDoNotFit_areRefusedAndNothingHappens() throws IOException {
    makeFolder();
    WidgetName chat = WidgetName.parse("chat");
    Version one = Version.parse("1.0.0");
    Digest digest = Digest.sha256(new byte[0]);
    Change published = new Change.Published(chat, one, ReleaseState.STAGED, digest);
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      List<List<Change>> refused =
          List.of(
              List.of(published, published),
              List.of(new Change.ChannelMoved(chat, "beta", null, one)),
              List.of(new Change.Pinned(chat, "latest", null, one, "")),
              List.of(follow(chat, "acme", "acme")),
              List.of(follow(chat, "acme", "beta"), follow(chat, "beta", "acme")),
              List.of(new Change.Followed(chat, List.of("acme"), null, one, "")),
              List.of(
                  new Change.StateChanged(
                      chat, one, ReleaseState.STAGED, ReleaseState.RELEASED, "")));
      for (List<Change> changes : refused) {
        assertThatThrownBy(() -> store.catalog().commit("ana", "", now -> changes))
            .isInstanceOfSatisfying(
                StoreException.class,
                e -> assertThat(e.code()).isEqualTo(StoreException.Code.CONFLICT));
      }
      assertThat(store.catalog().commit("ana", "", now -> List.of())).isEmpty();
      assertThat(store.catalog().snapshot().sequence()).isZero();
      assertThat(store.catalog().commit("ana", "", now -> List.of(published))).isPresent();
    }
    deleteFolder();
  }

  private static Change follow(WidgetName widget, String channel, String follow) {
    return new Change.FollowChanged(
        widget, channel, Selector.parse(follow), Duration.ZERO, false, "");
  }

  @Test
  void commit_anyChange_movesFollowingChannelsInTheSameBatch() throws IOException {
    makeFolder();
    WidgetName chat = WidgetName.parse("chat");
    Version one = Version.parse("1.0.0");
    Version two = Version.parse("2.0.0");
    Digest digest = Digest.sha256(new byte[0]);
    List<List<Change>> decisions =
        List.of(
            List.of(
                new Change.Published(chat, one, ReleaseState.RELEASED, digest),
                follow(chat, "acme", "latest"),
                follow(chat, "shop", "latest")),
            List.of(new Change.Published(chat, two, ReleaseState.RELEASED, digest)),
            List.of(
                new Change.StateChanged(
                    chat, two, ReleaseState.RELEASED, ReleaseState.YANKED, "")));
    List<Change> moves = new ArrayList<>();
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      for (List<Change> decided : decisions) {
        List<Change> all =
            store.catalog().commit("ana", "", now -> decided).orElseThrow().changes();
        moves.add(all.get(all.size() - 1));
      }
      assertThat(store.catalog().snapshot().sequence()).isEqualTo(3);
    }
    assertThat(moves)
        .extracting("channels", "from", "to")
        .containsExactly(
            tuple(List.of("acme", "shop"), null, one),
            tuple(List.of("acme", "shop"), one, two),
            tuple(List.of("acme", "shop"), two, one));
    deleteFolder();
  }

  @ParameterizedTest
  @ValueSource(strings = {"end \uD83D", "\uD83Dmiddle", "\uDE00 low", "\uD83D\uD83D twice"})
  void commit_textThatIsNotUnicode_neverSpoilsTheLog(String why) throws IOException {
    makeFolder();
    WidgetName chat = WidgetName.parse("chat");
    List<Change> changes = List.of(new Change.SettingsChanged(chat, WidgetSettings.DEFAULTS));
    long sequence;
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      store.catalog().commit("ana", why, now -> changes);
      sequence = store.catalog().commit("ana", "whole", now -> changes).orElseThrow().sequence();
      try (NodeStore reader = FolderStores.openReadOnly(folder, FAST)) {
        assertThat(reader.catalog().snapshot().sequence()).isEqualTo(sequence);
      }
    }
    deleteFolder();
  }

  @Test
  void commit_insideADecision_isRefused() throws IOException {
    makeFolder();
    WidgetName chat = WidgetName.parse("chat");
    List<Throwable> thrown = new ArrayList<>();
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      store
          .catalog()
          .commit(
              "ana",
              "",
              now -> {
                try {
                  store.catalog().commit("x", "", again -> List.of());
                } catch (IllegalStateException e) {
                  thrown.add(e);
                }
                return List.of(new Change.SettingsChanged(chat, WidgetSettings.DEFAULTS));
              });
    }
    assertThat(thrown).hasSize(1);
    deleteFolder();
  }
}
