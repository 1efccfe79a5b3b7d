package dev.widgetorigin.origin.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.changes.Precondition;
import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.origin.rollout.outcome.OutcomeReport;
import dev.widgetorigin.origin.rollout.outcome.OutcomeWindows;
import dev.widgetorigin.origin.rollout.outcome.TallyExchange;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.BucketStores;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.QuarantinedSite;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Rollout.Phase;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One rollout whose reports come in at several nodes of a bucket. */
class SharedRolloutsTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;

  /** The bucket's clock. */
  private Instant now = Instant.parse("2026-11-21T12:00:30Z");

  private Duration elapsed = Duration.ZERO;
  private final ClockedBucket bucket = new ClockedBucket(() -> now);
  private final List<Node> nodes = new ArrayList<>();
  private int runs;
  private int networks;
  private Node a;
  private Node b;
  private Node c;

  private final class Node {
    final NodeStore store;
    final OutcomeWindows windows;
    final RolloutEngine engine;
    final Rollouts rollouts;
    final List<String> moved = new ArrayList<>();

    /** {@code wrong} is what its clock is wrong by. */
    Node(String name, Duration wrong) {
      store =
          BucketStores.open(
              folder.resolve(name),
              new Bucket(
                  bucket,
                  "s3://tests/",
                  1 << 20,
                  Duration.ofMillis(20),
                  "1.2.3",
                  Widget.FIRST_TEMPLATE),
              StoreOptions.DEFAULTS.withSync(false).withNode(name, StoreOptions.DEFAULTS.ids()));
      long start = name.hashCode();
      RolloutConfig config = RolloutConfig.DEFAULTS;
      windows =
          OutcomeWindows.shared(config, () -> start + elapsed.toNanos(), name, now.plus(wrong));
      engine =
          new RolloutEngine(
              store.catalog(),
              windows,
              config,
              () -> now,
              new RolloutEvents() {
                @Override
                public void moved(WidgetName widget, Rollout rollout) {
                  moved.add(rollout.phase() + " " + rollout.step());
                }
              },
              new TallyExchange(
                  store.tallies().orElseThrow(),
                  windows,
                  () -> start + elapsed.toNanos(),
                  "r" + ++runs));
      rollouts =
          new Rollouts(
              store.catalog(), windows, config, () -> now, () -> 1234, unused -> Optional.empty());
      nodes.add(this);
    }

    Rollout rollout() {
      return store.catalog().snapshot().widget(CHAT).orElseThrow().rollout();
    }

    List<String> held() {
      return rollout().quarantined().stream().map(QuarantinedSite::site).toList();
    }

    /** Loads of one network. */
    Node loadsFrom(long network, String outcome, int count) {
      for (int i = 0; i < count; i++) {
        windows.add(
            CHAT,
            rollout(),
            OutcomeReport.parse("chat@1.1.0 canary " + outcome).orElseThrow(),
            network);
      }
      return this;
    }

    /** Loads, each from a network that nobody else is in; further words may follow the outcome. */
    Node loads(String outcome, int count) {
      for (int i = 0; i < count; i++) {
        windows.add(
            CHAT,
            rollout(),
            OutcomeReport.parse("chat@1.1.0 canary " + outcome).orElseThrow(),
            ++networks);
      }
      return this;
    }

    Node tick() {
      store.parts().catalog().catchUp();
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> store.catalog().followers().stream().allMatch(each -> each.behind() == 0));
      engine.tick();
      return this;
    }

    JsonNode status() {
      return JSON.valueToTree(rollouts.view(store.catalog().snapshot().widget(CHAT).orElseThrow()));
    }

    void stop() {
      engine.close();
      store.close();
      nodes.remove(this);
    }
  }

  @BeforeEach
  void open() {
    a = new Node("a", Duration.ZERO);
    b = new Node("b", Duration.ofHours(-3));
    c = new Node("c", Duration.ofHours(5));
    publish("1.0.0", ReleaseState.RELEASED);
    publish("1.1.0", ReleaseState.STAGED);
    RolloutRequest request =
        new RolloutRequest(
            Version.parse("1.1.0"),
            RolloutRequest.DEFAULT_STEPS,
            Duration.ofHours(24),
            null,
            null,
            null,
            "a test");
    a.rollouts.start(CHAT, request, "ana", Precondition.NONE);
    tickAll();
  }

  @AfterEach
  void close() {
    List.copyOf(nodes).forEach(Node::stop);
  }

  private void publish(String version, ReleaseState state) {
    Digest digest = Digest.sha256(version.getBytes(StandardCharsets.UTF_8));
    var unused =
        a.store
            .catalog()
            .commit(
                "ana",
                "",
                now ->
                    List.of(
                        new Change.Published(CHAT, Version.parse(version), state, digest),
                        new Change.TemplateChanged(CHAT, null, null, 2)));
  }

  private void tickAll() {
    List.copyOf(nodes).forEach(Node::tick);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    elapsed = elapsed.plus(time);
  }

  /** So that all have written what they have, and all have read it. */
  private void exchange() {
    pass(MINUTE);
    tickAll();
    pass(Duration.ofSeconds(10));
    tickAll();
  }

  private Node loadsOf(Node node, String site, String outcome, int count) {
    return node.loads(outcome + " site=" + site, count);
  }

  @Test
  void site_thatNoNodeSeesFailAlone_isHeldBackOnceByAllNodes() {
    for (Node node : List.of(a, b, c)) {
      for (int site = 0; site < 10; site++) {
        loadsOf(node, "s" + site + ".example", "ok", 8);
      }
      loadsOf(node, "shop.example", "rollback", 11).tick();
      assertThat(node.held()).isEmpty();
    }

    exchange();

    for (Node node : List.of(a, b, c)) {
      assertThat(node.held()).containsExactly("shop.example");
      assertThat(node.rollout().phase()).isEqualTo(Phase.RUNNING);
    }
    assertThat(aborts()).isEqualTo(1);
    // Each forgets the figures with that site in them, and goes on from there.
    for (Node node : List.of(a, b, c)) {
      loadsOf(node, "s1.example", "ok", 40);
    }
    exchange();
    exchange();
    for (Node node : List.of(a, b, c)) {
      assertThat(node.status().path("received").path("reports").asInt()).isEqualTo(120);
      assertThat(node.status().path("canary").path("errors").asInt()).isZero();
    }
    assertThat(aborts()).isEqualTo(1);
  }

  /** As where nodes are far apart, and each has the visitors of one office of that customer. */
  @Test
  void site_thatEachNodeHasOfOneNetwork_isHeldBack() {
    long office = 1L << 40;
    for (Node node : List.of(a, b, c)) {
      for (int site = 0; site < 10; site++) {
        loadsOf(node, "s" + site + ".example", "ok", 8);
      }
      node.loadsFrom(++office, "rollback site=shop.example", 20).tick();
    }
    exchange();
    for (Node node : List.of(a, b, c)) {
      assertThat(node.held()).containsExactly("shop.example");
      assertThat(node.rollout().phase()).isEqualTo(Phase.RUNNING);
    }
  }

  /** However many nodes hear it, it is one network: of a site that is well, and of none at all. */
  @Test
  void forger_atEveryNode_holdsNothingBack() {
    long forger = 1L << 40;
    for (int minute = 0; minute < 3; minute++) {
      for (Node node : List.of(a, b, c)) {
        for (int site = 0; site < 10; site++) {
          loadsOf(node, "s" + site + ".example", "ok", 8);
        }
        node.loadsFrom(forger, "rollback site=s1.example", 100);
        node.loadsFrom(forger, "rollback site=nobody.example", 100).tick();
      }
      exchange();
    }
    for (Node node : List.of(a, b, c)) {
      assertThat(node.held()).isEmpty();
      assertThat(node.rollout().phase()).isEqualTo(Phase.RUNNING);
      assertThat(node.status().path("failingSites").findValuesAsString("networks"))
          .containsExactly("1", "1");
    }
  }

  /** The node that saw the site fail must not decide before it hears of those that did not. */
  @Test
  void site_thatIsWellAtOtherNodes_isNotHeldBack() {
    for (int site = 0; site < 10; site++) {
      loadsOf(a, "s" + site + ".example", "ok", 8);
    }
    loadsOf(a, "shop.example", "rollback", 12);
    loadsOf(b, "shop.example", "ok", 60);
    exchange();
    loadsOf(a, "shop.example", "rollback", 12);
    exchange();
    for (Node node : List.of(a, b, c)) {
      assertThat(node.held()).isEmpty();
      assertThat(node.status().path("failingSites").path(0).path("loads").asInt()).isEqualTo(84);
    }
  }

  private long aborts() {
    return a.store.catalog().history(CHAT, Long.MAX_VALUE, 100).stream()
        .filter(batch -> batch.who().equals("rollout"))
        .count();
  }

  @Test
  void abort_failuresThatNoNodeSeesAlone_isWrittenOnceByTheFirst() {
    for (Node node : List.of(a, b, c)) {
      node.loads("rollback", 7).tick();
      assertThat(node.rollout().phase()).isEqualTo(Phase.RUNNING);
    }

    exchange();
    tickAll();

    for (Node node : List.of(a, b, c)) {
      assertThat(node.rollout().phase()).isEqualTo(Phase.ABORTED);
    }
    assertThat(aborts()).isEqualTo(1);
    assertThat(a.moved.size() + b.moved.size() + c.moved.size()).isEqualTo(1);
  }

  @Test
  void advance_loadsOfAllNodes_areEnoughTogether() {
    List.of(a, b, c).forEach(node -> node.loads("ok", 40));
    exchange();
    pass(Duration.ofHours(1));

    tickAll();

    for (Node node : List.of(a, b, c)) {
      node.tick();
      assertThat(node.rollout().step()).isEqualTo(1);
    }
    assertThat(aborts()).isEqualTo(1);
  }

  @Test
  void status_onAnyNode_isTheSumAndNamesThoseThatCounted() {
    a.loads("ok", 5).loads("error", 1);
    b.loads("ok", 3);
    exchange();

    for (Node node : List.of(a, b, c)) {
      JsonNode status = node.status();
      assertThat(status.path("canary").path("loads").asInt()).isEqualTo(9);
      assertThat(status.path("received").path("reports").asInt()).isEqualTo(9);
      assertThat(status.path("nodes").findValuesAsString("node")).containsExactly("a", "b", "c");
      assertThat(status.path("nodes").findValuesAsString("reports")).containsExactly("6", "3", "0");
      assertThat(status.path("nodes").get(0).path("written").asString()).startsWith("2026-11-21");
    }
  }

  @Test
  void node_thatDies_losesItsLastMinuteAtMost() {
    a.loads("rollback", 15);
    exchange();
    a.loads("rollback", 2);
    a.stop();
    Node again = new Node("a", Duration.ZERO);
    exchange();

    assertThat(again.status().path("canary").path("loads").asInt()).isEqualTo(15);
    again.loads("rollback", 5).tick();
    assertThat(again.rollout().phase()).isEqualTo(Phase.ABORTED);
  }

  @Test
  void node_thatStartsLate_readsWhatIsThere() {
    for (int minute = 0; minute < 30; minute++) {
      List.of(a, b).forEach(node -> node.loads("ok", 2));
      pass(MINUTE);
      tickAll();
    }
    Node late = new Node("late", Duration.ofDays(400));
    exchange();

    assertThat(late.status().path("canary")).isEqualTo(a.status().path("canary"));
    assertThat(late.status().path("canaryNow")).isEqualTo(a.status().path("canaryNow"));
    assertThat(late.status().path("canary").path("loads").asInt()).isEqualTo(120);
    assertThat(late.status().path("canaryNow").path("loads").asInt()).isBetween(8, 20);
  }

  @Test
  void bucket_awayForMinutes_nothingIsLostOrCountedTwice() {
    a.loads("ok", 4);
    b.loads("ok", 3);
    bucket.away(true);
    for (int i = 0; i < 5; i++) {
      pass(MINUTE);
      List.of(a, b, c).forEach(node -> node.engine.tick());
      a.loads("ok", 1);
    }
    bucket.away(false);
    Set<String> lost = ConcurrentHashMap.newKeySet();
    bucket.losesAnswer = key -> key.startsWith(StoreLayout.TALLIES) && lost.add(key);
    exchange();
    exchange();

    assertThat(lost).isNotEmpty();
    for (Node node : List.of(a, b, c)) {
      assertThat(node.status().path("received").path("reports").asInt()).isEqualTo(12);
    }
  }

  @Test
  void tallies_ofAStepThatIsOver_areRemoved() {
    List.of(a, b, c).forEach(node -> node.loads("ok", 40));
    exchange();
    List<String> first = bucket.keys(StoreLayout.TALLIES);
    assertThat(first).hasSizeGreaterThanOrEqualTo(3);
    pass(Duration.ofHours(1));
    tickAll();
    tickAll();
    assertThat(bucket.keys(StoreLayout.TALLIES)).isNotEmpty().doesNotContainAnyElementsOf(first);

    a.rollouts.act(CHAT, RolloutAction.ABORT, "enough", "ana", Precondition.NONE);
    tickAll();
    assertThat(bucket.keys(StoreLayout.TALLIES)).isEmpty();
  }

  /** Whoever can write to the bucket can do worse; but no accident there may stop a verdict. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[[[[", "{\"format\":9}", "HUGE"})
  void object_thatIsNoTally_stopsNothing(String text) throws IOException {
    String folderOfStep = StoreLayout.tallyFolder(bucket.keys(StoreLayout.TALLIES).get(0));
    String content = text.equals("HUGE") ? "[".repeat(3 << 20) : text;
    for (String name : List.of("0", "000029925240-b-r2.json", "zzz/zzz.json", "~")) {
      bucket.ensure(folderOfStep + name, Source.of(content.getBytes(StandardCharsets.UTF_8)));
    }
    List.of(a, b, c).forEach(node -> node.loads("rollback", 7));

    exchange();
    tickAll();

    assertThat(c.rollout().phase()).isEqualTo(Phase.ABORTED);
  }

  @Test
  void flood_ofOneNetworkAtEveryNode_cannotAbort() {
    for (int minute = 0; minute < 15; minute++) {
      for (Node node : List.of(a, b, c)) {
        node.loads("ok", 30);
        for (int i = 0; i < 2_000; i++) {
          node.windows.add(
              CHAT,
              node.rollout(),
              OutcomeReport.parse("chat@1.1.0 canary rollback").orElseThrow(),
              1L << 40);
        }
      }
      exchange();
    }
    assertThat(a.rollout().phase()).isEqualTo(Phase.RUNNING);
    assertThat(a.status().path("nodes")).hasSize(3);
  }

  @Test
  void tallies_ofTenMinutes_areOneAMinuteForEachNode() {
    for (int second = 0; second < 60 * 10; second += 2) {
      List.of(a, b, c).forEach(node -> node.loads("ok", 1));
      pass(Duration.ofSeconds(2));
      tickAll();
    }
    int minutes = 10;
    assertThat(bucket.keys(StoreLayout.TALLIES)).hasSizeBetween(3 * minutes, 3 * minutes + 6);
    assertThat(Map.of("reports", a.status().path("received").path("networks").asInt()))
        .isEqualTo(Map.of("reports", c.status().path("received").path("networks").asInt()));
  }
}
