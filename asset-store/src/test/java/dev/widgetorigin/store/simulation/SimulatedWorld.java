package dev.widgetorigin.store.simulation;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.Store.PublishOutcome;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.blob.VersionWriter;
import dev.widgetorigin.store.catalog.Fold;
import dev.widgetorigin.store.catalog.ShardedSnapshot;
import dev.widgetorigin.store.codec.BatchCodec;
import dev.widgetorigin.store.codec.CheckpointCodec;
import dev.widgetorigin.store.codec.ManifestCodec;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.log.ChangeLog;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.node.StoreParts;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sees all of a simulation, and what must hold in it: what was acknowledged is in the log exactly
 * once, no number is used twice, nothing that is named is ever missing, all nodes come to the same
 * state, wherever they began to read, their followers hear of each commit in order and miss none,
 * and an administrator is left.
 */
final class SimulatedWorld implements SimulatedObjects.Watcher {
  /** Of so many commits that a follower hears of, the states of one are compared. */
  private static final int COMPARED = 4;

  private final SimulatedObjects objects;
  private final Map<Long, String> numbers = new HashMap<>();
  private final Map<Digest, Manifest> manifests = new HashMap<>();
  private final Set<String> acknowledged = new HashSet<>();
  private final Map<Long, Manifest> published = new HashMap<>();
  private ShardedSnapshot state = ShardedSnapshot.EMPTY;

  /** The state after each batch. */
  private final List<ShardedSnapshot> states = new ArrayList<>(List.of(ShardedSnapshot.EMPTY));

  /** Of each follower: the newest batch it heard of, and the one it heard of last. */
  private final Map<String, Long> newestHeard = new HashMap<>();

  private final Map<String, Long> lastHeard = new HashMap<>();

  private SimulatedWorld(Simulation simulation) {
    this.objects = new SimulatedObjects(simulation, this);
  }

  /** Runs one seed. Throws {@link Simulation.Broken} where something does not hold. */
  static void run(long seed, Mutant mutant) {
    Simulation simulation = new Simulation(seed);
    SimulatedWorld world = new SimulatedWorld(simulation);
    ObjectStore bucket = world.objects.view();
    List<SimulatedNode> nodes = new ArrayList<>();
    int count = 2 + simulation.random().nextInt(4);
    for (int i = 0; i < count; i++) {
      nodes.add(new SimulatedNode("n" + i, simulation, world, bucket, mutant));
    }
    simulation.run(List.copyOf(nodes));
    world.objects.calm();
    try {
      world.check(nodes, bucket);
    } catch (IOException e) {
      throw new IllegalStateException("nothing fails at the end", e);
    } catch (StoreException e) {
      throw new Simulation.Broken(e.getMessage());
    }
  }

  void acknowledged(ChangeBatch batch) {
    acknowledged.add(batch.id());
  }

  void answered(Manifest manifest, PublishOutcome outcome) {
    if (outcome.kind() == Kind.CREATED) {
      published.put(outcome.sequence(), manifest);
    }
  }

  /** A follower begins after that batch. */
  void follows(String node, long sequence) {
    newestHeard.put(node, sequence);
    lastHeard.put(node, sequence);
  }

  /** After a restart it is told again of what came after that batch. */
  void resumes(String node, long sequence) {
    lastHeard.put(node, sequence);
  }

  /** None is left out. */
  void heard(String node, Commit commit) {
    long sequence = commit.sequence();
    if (sequence != lastHeard.get(node) + 1 || sequence > newestHeard.get(node) + 1) {
      throw new Simulation.Broken(
          node
              + " heard of "
              + sequence
              + " after "
              + lastHeard.get(node)
              + ", of "
              + newestHeard.get(node)
              + " at most");
    }
    if (!commit.batch().id().equals(numbers.get(sequence))) {
      throw new Simulation.Broken(node + " heard of a batch " + sequence + " of its own");
    }
    if (sequence % COMPARED == 0) {
      requireSame(encoded(sequence - 1), commit.before(), "the state before " + sequence);
      requireSame(encoded(sequence), commit.after(), "the state after " + sequence);
    }
    newestHeard.put(node, Math.max(newestHeard.get(node), sequence));
    lastHeard.put(node, sequence);
  }

  private byte[] encoded(long sequence) {
    return CheckpointCodec.encode(states.get((int) sequence));
  }

  void requireHeard(String node, long last) {
    if (newestHeard.get(node) != last || lastHeard.get(node) != last) {
      throw new Simulation.Broken(
          node + " heard of " + newestHeard.get(node) + " at most, the log ends at " + last);
    }
  }

  @Override
  public void created(String key, byte[] bytes) {
    if (key.startsWith(StoreLayout.MANIFESTS)) {
      manifests.put(StoreLayout.contentDigest(key), ManifestCodec.decode(bytes, key));
    } else if (key.startsWith(StoreLayout.LOG)) {
      long sequence = StoreLayout.logSequence(key);
      ChangeBatch batch = BatchCodec.decode(bytes, sequence);
      String before = numbers.putIfAbsent(sequence, batch.id());
      if (before != null) {
        throw new Simulation.Broken("the number " + sequence + " was used twice");
      }
      if (sequence != state.sequence() + 1) {
        throw new Simulation.Broken("after " + state.sequence() + " came " + sequence);
      }
      boolean administered = !state.tokens().isEmpty();
      state = Fold.apply(state, batch);
      states.add(state);
      if (administered && state.tokens().isEmpty()) {
        throw new Simulation.Broken("the last administrator was revoked");
      }
      requireNamed();
    }
  }

  @Override
  public void deleted(String key) {
    if (key.startsWith(StoreLayout.BLOBS) || key.startsWith(StoreLayout.MANIFESTS)) {
      requireNamed();
    }
  }

  /** Nothing that the newest state names is missing. */
  private void requireNamed() {
    state.widgets().forEach(this::requireNamed);
  }

  private void requireNamed(Widget widget) {
    for (Release release : widget.state().releases().values()) {
      Digest digest = widget.manifests().get(release.version());
      require(StoreLayout.manifest(digest), "the manifest of " + release.version());
      if (release.state() != ReleaseState.BLOCKED) {
        for (Digest blob : VersionWriter.named(manifests.get(digest)).keySet()) {
          require(StoreLayout.blob(blob), "a blob of " + release.version());
        }
      }
    }
  }

  private void require(String prefix, String what) {
    if (!objects.holds(prefix + ".")) {
      throw new Simulation.Broken(what + " is named and missing");
    }
  }

  private void check(List<SimulatedNode> nodes, ObjectStore bucket) throws IOException {
    StoreOptions options = StoreOptions.DEFAULTS.withDeleteFolded(false);
    ChangeLog log = ChangeLog.open(bucket, options);
    List<ChangeBatch> batches = new ArrayList<>();
    log.read(1, log.last(), batches::add);
    Set<String> ids = new HashSet<>();
    for (ChangeBatch batch : batches) {
      if (!ids.add(batch.id())) {
        throw new Simulation.Broken("the batch " + batch.id() + " is in the log twice");
      }
    }
    if (!ids.containsAll(acknowledged)) {
      throw new Simulation.Broken("an acknowledged change is not in the log");
    }
    published.forEach((sequence, manifest) -> requirePublished(batches, sequence, manifest));
    ShardedSnapshot replayed = ShardedSnapshot.EMPTY;
    for (ChangeBatch batch : batches) {
      replayed = Fold.apply(replayed, batch);
    }
    byte[] expected = CheckpointCodec.encode(state);
    requireSame(expected, replayed, "the log from its beginning");
    requireSame(
        expected,
        StoreParts.open(bucket, options).catalog().snapshot(),
        "a start from the newest checkpoint");
    for (SimulatedNode node : nodes) {
      node.hearAll();
      CatalogSnapshot last = node.last();
      if (last != null) {
        requireSame(expected, last, "a node that has seen all");
      }
    }
  }

  private static void requirePublished(
      List<ChangeBatch> batches, long sequence, Manifest manifest) {
    boolean there =
        sequence <= batches.size()
            && batches.get((int) sequence - 1).changes().stream()
                .anyMatch(
                    change ->
                        change instanceof Change.Published is
                            && is.version().equals(manifest.version())
                            && is.content().equals(manifest.content()));
    if (!there) {
      throw new Simulation.Broken(
          "an acknowledged " + manifest.version() + " is not in the log at " + sequence);
    }
  }

  private static void requireSame(byte[] expected, CatalogSnapshot found, String who) {
    if (!Arrays.equals(expected, CheckpointCodec.encode(found))) {
      throw new Simulation.Broken(who + " comes to another state");
    }
  }
}
