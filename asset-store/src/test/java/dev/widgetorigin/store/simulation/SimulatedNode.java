package dev.widgetorigin.store.simulation;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.ForwardingCatalog;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.Store.PublishOutcome;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.blob.StagedContents;
import dev.widgetorigin.store.catalog.FollowerSteps;
import dev.widgetorigin.store.catalog.LogCatalog;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.node.StoreParts;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.upkeep.GarbageCollector;
import dev.widgetorigin.store.widget.ApiToken;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/** A node that publishes, pins, rolls back, blocks, folds, writes checkpoints and collects. */
final class SimulatedNode implements Runnable {
  private static final int WORKS = 6;
  private static final int NUMBERS = 12;
  private static final String CONTENTS = "abcdef";
  private static final WidgetName WIDGET = WidgetName.parse("w");

  private final Simulation simulation;
  private final SimulatedWorld world;
  private final ObjectStore bucket;
  private final Mutant mutant;
  private final StoreOptions options;
  private final Random random;

  /** What it has in memory; null after its death. */
  private StoreParts store;

  private FollowerSteps follower;

  /** On its own disk: how far its follower came. Outlives it. */
  private Position cursor;

  SimulatedNode(
      String name, Simulation simulation, SimulatedWorld world, ObjectStore bucket, Mutant mutant) {
    this.simulation = simulation;
    this.world = world;
    this.mutant = mutant;
    this.bucket = PlantedErrors.objects(bucket, mutant);
    this.random = simulation.random();
    // No two clocks agree, and none goes evenly.
    this.options =
        StoreOptions.DEFAULTS
            .withNode(name, this::id)
            .withClock(() -> Instant.EPOCH.plusSeconds(random.nextInt(1_000_000)))
            .withCheckpoints(4, 4)
            .withDeleteFolded(mutant == Mutant.FOLDED_ARE_DELETED);
  }

  private String id() {
    long low = mutant == Mutant.IDS_REPEAT ? random.nextInt(16) : random.nextLong();
    return "%016x%016x".formatted(low, low);
  }

  @Override
  public void run() {
    for (int work = 0; work < WORKS; work++) {
      try {
        if (store == null) {
          open();
        }
        work(random.nextInt(100));
        for (int i = random.nextInt(4); i > 0 && follow(); i--) {}
      } catch (Simulation.Died e) {
        if (simulation.ended()) {
          throw e;
        }
        store = null;
        follower = null;
      } catch (StoreException e) {
        if (e.code() == Code.CORRUPT || e.code() == Code.INCOMPATIBLE) {
          throw new Simulation.Broken(e.getMessage());
        }
        // Not acknowledged: it may be in the log or not.
      } catch (IOException e) {
        // The bucket was away.
      }
    }
  }

  private void open() throws IOException {
    StoreParts opened =
        StoreParts.open(bucket, options, catalog -> PlantedErrors.publishing(catalog, mutant));
    follower =
        new FollowerSteps(
            opened.catalog(), new LogFollower(options.node(), new Remembered(), this::heard));
    store = opened;
  }

  private final class Remembered implements Cursor {
    @Override
    public Optional<Position> load() {
      if (cursor != null) {
        world.resumes(options.node(), cursor.sequence());
      }
      return Optional.ofNullable(cursor);
    }

    @Override
    public void save(Position position) {
      if (cursor == null) {
        world.follows(options.node(), position.sequence());
      }
      cursor = position;
    }
  }

  /** The handler: what it does may fail, or be the last that this node does. */
  private void heard(Commit commit) throws IOException {
    if (mutant == Mutant.CURSOR_BEFORE_HANDLER) {
      cursor = new Position(commit.sequence(), commit.batch().id());
    }
    if (mutant == Mutant.FAILED_COMMIT_IS_SKIPPED) {
      try {
        var unused = bucket.stat("elsewhere");
      } catch (IOException e) {
        return;
      }
    } else {
      var unused = bucket.stat("elsewhere");
    }
    world.heard(options.node(), commit);
  }

  /** False where there is nothing to hear of, or it could not be told. */
  private boolean follow() {
    try {
      return follower.step();
    } catch (IOException e) {
      // The next step tries the same again.
      return false;
    } catch (Exception e) {
      throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
  }

  private void work(int kind) throws IOException {
    if (kind < 28) {
      publish();
    } else if (kind < 34) {
      complete();
    } else if (kind < 45) {
      token();
    } else if (kind < 53) {
      pin();
    } else if (kind < 58) {
      rollBack();
    } else if (kind < 70) {
      block();
    } else if (kind < 82) {
      collect();
    } else if (kind < 94) {
      store.checkpoints().write(PlantedErrors.checkpointed(store.catalog().snapshot(), mutant));
      store.changes().foldInto(store.catalog().snapshot().sequence());
    } else {
      store.catalog().catchUp();
    }
  }

  private void publish() {
    Map<Digest, byte[]> staged = new HashMap<>();
    Map<String, AssetEntry> files = new TreeMap<>();
    for (String path : List.of("a.js", "b.js")) {
      String content = "content " + CONTENTS.charAt(random.nextInt(CONTENTS.length()));
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      Digest digest = Digest.sha256(bytes);
      staged.put(digest, bytes);
      files.put(path, new AssetEntry(path, bytes.length, digest, "", "", List.of()));
    }
    Version version = Version.parse("1." + random.nextInt(NUMBERS) + ".0");
    Manifest manifest =
        new Manifest(WIDGET, version, Instant.EPOCH, options.node(), "a.js", files, null);
    if (random.nextInt(3) == 0) {
      manifest = manifest.quickly(store.catalog().snapshot().sequence() + 1);
    }
    PublishOutcome outcome =
        store
            .writer()
            .publish(
                new NewVersion(manifest, ReleaseState.RELEASED, options.node(), ""),
                StagedContents.of(staged));
    world.answered(manifest, outcome);
  }

  /** Gives a version that has quick variants its best ones, as several nodes may at once. */
  private void complete() {
    Version version = some(store.catalog().snapshot(), random.nextInt(NUMBERS));
    if (version == null) {
      return;
    }
    Widget widget = store.catalog().snapshot().widget(WIDGET).orElseThrow();
    Digest digest = widget.manifests().get(version);
    Manifest quick;
    try {
      quick = store.manifests().read(WIDGET, version, digest);
    } catch (StoreException e) {
      if (e.code() == Code.MISSING) {
        // This node has not seen that it was completed, or blocked, and collected.
        return;
      }
      throw e;
    }
    if (!quick.quick()) {
      return;
    }
    Map<Digest, byte[]> staged = new HashMap<>();
    for (int i = 0; i < CONTENTS.length(); i++) {
      byte[] bytes = ("content " + CONTENTS.charAt(i)).getBytes(StandardCharsets.UTF_8);
      staged.put(Digest.sha256(bytes), bytes);
    }
    Map<String, AssetEntry> files = new TreeMap<>();
    for (AssetEntry file : quick.files().values()) {
      byte[] best = ("best of " + file.digest()).getBytes(StandardCharsets.UTF_8);
      Variant variant = new Variant(Encoding.BR, Digest.sha256(best), best.length);
      staged.put(variant.digest(), best);
      files.put(file.path(), file.withVariants(List.of(variant)));
    }
    store
        .completion()
        .complete(
            quick.completed(files, digest, Instant.EPOCH),
            StagedContents.of(staged),
            (now, named) -> List.of(new Change.Completed(WIDGET, version, named, null)),
            options.node(),
            "")
        .ifPresent(world::acknowledged);
  }

  private void commit(Function<CatalogSnapshot, List<Change>> decide) {
    store.catalog().commit(options.node(), "", decide).ifPresent(world::acknowledged);
  }

  /** Some version that is not blocked; the same for the same state. */
  private static Version some(CatalogSnapshot now, int which) {
    List<Version> free =
        now.widget(WIDGET).stream()
            .flatMap(widget -> widget.state().releases().values().stream())
            .filter(release -> release.state() != ReleaseState.BLOCKED)
            .map(Release::version)
            .toList();
    return free.isEmpty() ? null : free.get(which % free.size());
  }

  private void pin() {
    int which = random.nextInt(NUMBERS);
    commit(
        now -> {
          Version version = some(now, which);
          return version == null
              ? List.of()
              : List.of(new Change.Pinned(WIDGET, "latest", null, version, "held"));
        });
  }

  private void rollBack() {
    int which = random.nextInt(NUMBERS);
    commit(
        now -> {
          Version version = some(now, which);
          return version == null
              ? List.of()
              : List.of(
                  new Change.Pinned(WIDGET, "v1", null, version, "broken"),
                  new Change.RolledBack(WIDGET, "v1", null, version, "broken"));
        });
  }

  /** Makes an administrator's token, or takes one back that is not the last. */
  private void token() {
    if (random.nextInt(2) == 0) {
      ApiToken token =
          new ApiToken(
              id().substring(0, 12),
              "admin",
              Digest.sha256(id().getBytes(StandardCharsets.UTF_8)),
              List.of("admin"),
              Instant.EPOCH,
              options.node(),
              null);
      commit(now -> List.of(new Change.TokenChanged(token)));
      return;
    }
    int which = random.nextInt(NUMBERS);
    Function<CatalogSnapshot, List<Change>> revoke =
        now -> {
          List<ApiToken> tokens = List.copyOf(now.tokens().values());
          if (tokens.size() < 2) {
            return List.of();
          }
          ApiToken token = tokens.get(which % tokens.size());
          return List.of(new Change.TokenRevoked(token.id(), token.name()));
        };
    if (mutant == Mutant.ADMINISTRATORS_COUNTED_BEFORE) {
      List<Change> decided = revoke.apply(store.catalog().snapshot());
      commit(now -> decided);
    } else {
      commit(revoke);
    }
  }

  private void block() {
    int which = random.nextInt(NUMBERS);
    commit(
        now -> {
          Version version = some(now, which);
          return version == null
              ? List.of()
              : List.of(
                  new Change.StateChanged(
                      WIDGET, version, ReleaseState.RELEASED, ReleaseState.BLOCKED, "malware"));
        });
  }

  private void collect() throws IOException {
    try {
      new GarbageCollector(
              PlantedErrors.collecting(busy(store.catalog()), mutant),
              store.manifests(),
              store.objects(),
              false,
              Instant.MAX)
          .collect();
    } catch (StoreException e) {
      if (e.code() == Code.MISSING) {
        throw new Simulation.Broken(e.getMessage());
      }
      throw e;
    }
  }

  /** As where another thread of the node catches up between any two looks at the state. */
  private Catalog busy(LogCatalog catalog) {
    return new ForwardingCatalog(catalog) {
      @Override
      public CatalogSnapshot snapshot() {
        if (random.nextInt(3) == 0) {
          catalog.catchUp();
        }
        return super.snapshot();
      }
    };
  }

  /** Hears of all that it has not heard of, after a restart if it is dead. */
  void hearAll() throws IOException {
    if (store == null) {
      open();
    }
    store.catalog().catchUp();
    while (follow()) {}
    world.requireHeard(options.node(), store.catalog().snapshot().sequence());
  }

  /** Where it ends when it has seen all of the log; null where it is dead. */
  CatalogSnapshot last() {
    if (store == null) {
      return null;
    }
    store.catalog().catchUp();
    return store.catalog().snapshot();
  }
}
