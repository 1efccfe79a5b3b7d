package dev.widgetorigin.bench.delivery;

import dev.widgetorigin.bench.BenchRequest;
import dev.widgetorigin.bench.SyntheticStore;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.AssetHandler;
import dev.widgetorigin.origin.delivery.DeliveryEvents;
import dev.widgetorigin.origin.delivery.route.AssetLocator;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A request from its path to its reply, with what it needs in memory: through the handler, and
 * without what the handler remembers of a URL. A store of ten versions beside one of 100,000.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestBenchmark {
  private static final int PER_WIDGET = 50;

  /** Versions in the store. */
  @Param({"10", "100000"})
  public int versions;

  private final AssetLocator locator =
      new AssetLocator(
          new BrokenVersions(
              new DamagedVersions(),
              (name, version) -> true,
              InstantSource.system(),
              Runnable::run));
  private final Responder responder = this::take;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private Path folder;
  private NodeStore store;
  private AssetHandler handler;
  private Reply taken;
  private CatalogSnapshot catalog;
  private AssetPath[] aliases;
  private AssetPath[] exact;
  private int next;
  private BenchRequest hotExact;
  private BenchRequest hotAlias;
  private BenchRequest notModified;

  /** Writes the store and asks for the hot file once. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    folder = Files.createTempDirectory("requests");
    new SyntheticStore(64, 2048).write(folder, versions, PER_WIDGET);
    store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false));
    handler =
        new AssetHandler(
            store,
            OriginConfig.DEFAULTS,
            new ClientQueue(Runnable::run, 4096),
            timer,
            InstantSource.system(),
            DeliveryEvents.NONE,
            OriginKey.NONE,
            () -> ThreadLocalRandom.current().nextInt());
    catalog = store.catalog().snapshot();
    aliases = paths("v1");
    exact = paths("v1.0.3");
    Map<String, String> browser = Map.of("accept-encoding", "gzip, deflate, br, zstd");
    hotExact = new BenchRequest("/w0/v1.0.3/index.js", browser);
    hotAlias = new BenchRequest("/w0/v1/index.js", browser);
    handler.handle(hotExact, responder);
    notModified =
        new BenchRequest(
            "/w0/v1.0.3/index.js",
            Map.of("accept-encoding", "gzip", "if-none-match", taken.headers().get("ETag")));
    expect(hotExact, 200);
    expect(hotAlias, 200);
    expect(notModified, 304);
  }

  private void expect(BenchRequest request, int status) {
    handler.handle(request, responder);
    if (taken.status() != status) {
      throw new IllegalStateException("expected " + status + ", found " + taken.status());
    }
  }

  /** One for each widget, in an order that no cache likes. */
  private AssetPath[] paths(String selector) {
    int widgets = Math.max(1, versions / PER_WIDGET);
    AssetPath[] paths = new AssetPath[widgets];
    for (int i = 0; i < widgets; i++) {
      int widget = (int) (i * 7919L % widgets);
      paths[i] = (AssetPath) AssetPath.parse("/w" + widget + "/" + selector + "/index.js");
    }
    return paths;
  }

  /** Removes the store. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    handler.close();
    timer.shutdownNow();
    store.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }

  private void take(Reply reply) {
    taken = reply;
    if (reply.body() instanceof Body.Memory memory) {
      memory.bytes().release();
    }
  }

  private Reply answer(BenchRequest request) {
    handler.handle(request, responder);
    return taken;
  }

  @Benchmark
  public Object hotExact() {
    return answer(hotExact);
  }

  @Benchmark
  public Object hotAlias() {
    return answer(hotAlias);
  }

  @Benchmark
  public Object notModified() {
    return answer(notModified);
  }

  /** From a read path to a version, another widget each time. */
  @Benchmark
  public Object resolveAlias() {
    return locator.locate(catalog, aliases[next++ % aliases.length]);
  }

  @Benchmark
  public Object resolveExact() {
    return locator.locate(catalog, exact[next++ % exact.length]);
  }
}
