package dev.widgetorigin.origin.rollout;

import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.changes.Outcome;
import dev.widgetorigin.origin.changes.Precondition;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.origin.rollout.outcome.OtherNodes;
import dev.widgetorigin.origin.rollout.outcome.OutcomeHandler;
import dev.widgetorigin.origin.rollout.outcome.OutcomeReport;
import dev.widgetorigin.origin.rollout.outcome.OutcomeWindows;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.ForwardingCatalog;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Rollouts of the widget {@code chat} over a real log, with a clock that stands until moved. */
final class RolloutWorld implements AutoCloseable {
  static final WidgetName CHAT = WidgetName.parse("chat");
  private static final RolloutConfig CONFIG = RolloutConfig.DEFAULTS;

  final List<String> alerts = new ArrayList<>();
  final List<String> counted = new ArrayList<>();
  final List<String> dropped = new ArrayList<>();
  final List<String> moved = new ArrayList<>();
  private final Path folder;
  private final RolloutEvents listener =
      new RolloutEvents() {
        @Override
        public void counted(WidgetName widget, String cohort, String outcome, int loads) {
          counted.add(widget + " " + cohort + " " + outcome + " " + loads);
        }

        @Override
        public void dropped(String why) {
          dropped.add(why);
        }

        @Override
        public void moved(WidgetName widget, Rollout rollout) {
          moved.add(widget + " " + rollout.phase() + " " + rollout.step());
        }

        @Override
        public void alert(WidgetName widget, Rollout rollout, String why) {
          alerts.add(why);
        }
      };

  /** The wall clock; {@link #pass} moves both clocks. */
  Instant now = Instant.parse("2026-11-21T12:00:00Z");

  /** Runs once, before what the origin commits next: somebody was quicker, or the store fails. */
  Runnable beforeCommit = () -> {};

  /** What loaders say of the rollout's version. */
  Optional<String> whyNotOffered = Optional.empty();

  private Duration elapsed = Duration.ZERO;
  private NodeStore store;
  private OutcomeWindows windows;
  private Rollouts rollouts;
  private RolloutEngine engine;
  private int visitors;

  RolloutWorld(Path folder) {
    this.folder = folder;
    open();
  }

  private void open() {
    store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false).withClock(() -> now));
    windows = new OutcomeWindows(CONFIG, () -> elapsed.toNanos());
    Catalog interrupted = new InterruptedCatalog(catalog());
    rollouts =
        new Rollouts(interrupted, windows, CONFIG, () -> now, () -> 1234, unused -> whyNotOffered);
    engine = new RolloutEngine(interrupted, windows, CONFIG, () -> now, listener, OtherNodes.NONE);
  }

  private final class InterruptedCatalog extends ForwardingCatalog {
    InterruptedCatalog(Catalog catalog) {
      super(catalog);
    }

    @Override
    public Optional<ChangeBatch> commit(
        String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
      Runnable interruption = beforeCommit;
      beforeCommit = () -> {};
      interruption.run();
      return super.commit(who, why, decide);
    }
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
    return outcomes(OriginConfig.DEFAULTS);
  }

  OutcomeHandler outcomes(OriginConfig config) {
    return new OutcomeHandler(catalog(), windows, config, () -> now, listener);
  }

  Rollouts rollouts() {
    return rollouts;
  }

  RolloutEngine engine() {
    return engine;
  }

  RolloutWorld publish(String version, ReleaseState state) {
    return publish(CHAT, version, state);
  }

  RolloutWorld publish(WidgetName widget, String version, ReleaseState state) {
    Digest digest = Digest.sha256(version.getBytes(StandardCharsets.UTF_8));
    return commit(new Change.Published(widget, Version.parse(version), state, digest));
  }

  RolloutWorld commit(Change... changes) {
    catalog().commit("ana", "a test", snapshot -> List.of(changes));
    return this;
  }

  /** The template that the loaders are made of from now on. */
  RolloutWorld template(int number) {
    return commit(new Change.TemplateChanged(CHAT, null, null, number));
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
    return start(CHAT, request);
  }

  Outcome start(WidgetName widget, RolloutRequest request) {
    return rollouts.start(widget, request, "ana", Precondition.NONE);
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

  /** What was raised, the first first: {@code rollout-stuck chat@1.1.0: why}. */
  List<String> alarms() {
    List<String> alarms = new ArrayList<>();
    for (ChangeBatch batch : catalog().history(CHAT, Long.MAX_VALUE, 100)) {
      for (Change change : batch.changes()) {
        if (change instanceof Change.AlarmRaised is) {
          alarms.add(0, is.kind().text() + " " + is.subject() + ": " + is.problem());
        }
      }
    }
    return alarms;
  }

  /** As the API shows the rollout. */
  Map<String, Object> view() {
    return rollouts.view(widget());
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

  /** So many loads, each from a network of its own; further words may follow the outcome. */
  RolloutWorld report(String version, String cohort, String outcome, int times) {
    for (int i = 0; i < times; i++) {
      OutcomeReport report =
          OutcomeReport.parse("chat@%s %s %s".formatted(version, cohort, outcome)).orElseThrow();
      windows.add(CHAT, rollout(), report, ++visitors);
    }
    return this;
  }

  RolloutWorld pass(Duration time) {
    now = now.plus(time);
    elapsed = elapsed.plus(time);
    return tick();
  }

  RolloutWorld tick() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> store.catalog().followers().stream().allMatch(each -> each.behind() == 0));
    engine.tick();
    return this;
  }

  @Override
  public void close() {
    store.close();
  }
}
