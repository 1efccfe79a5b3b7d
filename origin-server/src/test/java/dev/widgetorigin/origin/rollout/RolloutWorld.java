package dev.widgetorigin.origin.rollout;

import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.changes.Outcome;
import dev.widgetorigin.origin.changes.Precondition;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Digest;
import dev.widgetorigin.store.Rollout;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.Widget;
import dev.widgetorigin.store.folder.FileStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rollouts of the widget {@code chat} over a real log, with a clock that stands until moved. */
final class RolloutWorld implements AutoCloseable {
  static final WidgetName CHAT = WidgetName.parse("chat");
  private static final RolloutConfig CONFIG = RolloutConfig.DEFAULTS;

  final List<String> alerts = new ArrayList<>();
  final List<String> counted = new ArrayList<>();
  private final Path folder;
  private final RolloutEvents listener =
      new RolloutEvents() {
        @Override
        public void counted(WidgetName widget, String cohort, String outcome, int loads) {
          counted.add(widget + " " + cohort + " " + outcome + " " + loads);
        }

        @Override
        public void alert(WidgetName widget, Rollout rollout, String why) {
          alerts.add(why);
        }
      };

  Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private FileStore store;
  private OutcomeWindows windows;
  private Rollouts rollouts;
  private RolloutEngine engine;
  private OutcomeHandler outcomes;
  private int visitors;

  RolloutWorld(Path folder) {
    this.folder = folder;
    open();
  }

  private void open() {
    store = FileStore.open(folder, StoreOptions.DEFAULTS.withSync(false).withClock(() -> now));
    windows = new OutcomeWindows(CONFIG);
    rollouts = new Rollouts(catalog(), windows, CONFIG, () -> now, () -> 1234);
    engine = new RolloutEngine(catalog(), windows, CONFIG, () -> now, listener);
    outcomes = new OutcomeHandler(catalog(), windows, OriginConfig.DEFAULTS, () -> now, listener);
  }

  /** As after a crash: only what is in the log is left. */
  void restart() {
    store.close();
    open();
  }

  Catalog catalog() {
    return store.catalog();
  }

  OutcomeWindows windows() {
    return windows;
  }

  OutcomeHandler outcomes() {
    return outcomes;
  }

  RolloutWorld publish(String version, ReleaseState state) {
    Digest digest = Digest.sha256(version.getBytes(StandardCharsets.UTF_8));
    return commit(new Change.Published(CHAT, Version.parse(version), state, digest));
  }

  RolloutWorld commit(Change change) {
    catalog().commit("ana", "a test", snapshot -> List.of(change));
    return this;
  }

  RolloutRequest request(String version) {
    return new RolloutRequest(
        Version.parse(version),
        RolloutRequest.DEFAULT_STEPS,
        Duration.ofHours(24),
        null,
        null,
        null,
        "a test");
  }

  Outcome start(String version) {
    return start(request(version));
  }

  Outcome start(RolloutRequest request) {
    return rollouts.start(CHAT, request, "ana", Precondition.NONE);
  }

  Outcome act(RolloutAction action) {
    return rollouts.act(CHAT, action, "a reason", "ana", Precondition.NONE);
  }

  Widget widget() {
    return catalog().snapshot().widget(CHAT).orElseThrow();
  }

  Rollout rollout() {
    return widget().rollout();
  }

  /** Whether the verdict put the alias back. */
  boolean rolledBack() {
    return rollout() instanceof Rollout.TakenBack back && back.byItself();
  }

  /** The version that the alias answers, or why none. */
  String resolve(String alias) {
    Resolution resolution = widget().state().resolve(Selector.parse(alias));
    return resolution instanceof Resolution.Found found
        ? found.version().toString()
        : resolution.why();
  }

  /** So many loads, each from a network of its own. */
  RolloutWorld report(String version, String cohort, String outcome, int times) {
    for (int i = 0; i < times; i++) {
      OutcomeReport report =
          OutcomeReport.parse("chat@%s %s %s".formatted(version, cohort, outcome)).orElseThrow();
      windows.add(CHAT, rollout(), report, ++visitors, now);
    }
    return this;
  }

  RolloutWorld pass(Duration time) {
    now = now.plus(time);
    return tick();
  }

  RolloutWorld tick() {
    await().until(() -> store.catalog().followers().stream().allMatch(each -> each.behind() == 0));
    engine.tick();
    return this;
  }

  @Override
  public void close() {
    store.close();
  }
}
