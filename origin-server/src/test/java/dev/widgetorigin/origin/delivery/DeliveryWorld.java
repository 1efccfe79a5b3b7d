package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.http.ProtocolServer;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.NewVersion;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.manifest.Variant;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real store in a temporary folder and the delivery handler over it, with or without a socket.
 */
public final class DeliveryWorld implements AutoCloseable {
  public static final Instant PUBLISHED = Instant.parse("2026-11-20T10:00:00Z");
  public static final String LAST_MODIFIED = "Fri, 20 Nov 2026 10:00:00 GMT";

  /**
   * How many seconds a test waits for an answer. Mutation tests set {@code delivery.patience}: with
   * many a change no answer ever comes.
   */
  public static final int PATIENCE = Integer.getInteger("delivery.patience", 60);

  /** For handlers that {@link #handlerOver} does not make. */
  public static final IntSupplier CHANCE = () -> ThreadLocalRandom.current().nextInt();

  /** When the clock of the handler stands; move it by assignment. */
  public volatile Instant now = Instant.parse("2026-11-21T09:00:00Z");

  public final Path folder;
  public final NodeStore store;
  public final ExecutorService executor = Executors.newFixedThreadPool(2);
  public final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  public final AssetHandler handler;

  /** Null where the handler is called. */
  private final ProtocolServer server;

  public DeliveryWorld(Path folder) {
    this(folder, OriginConfig.DEFAULTS);
  }

  public DeliveryWorld(Path folder, OriginConfig config) {
    this(folder, config, DeliveryEvents.NONE);
  }

  public DeliveryWorld(Path folder, OriginConfig config, DeliveryEvents events) {
    this(folder, config, events, Way.CALL);
  }

  public DeliveryWorld(Path folder, OriginConfig config, DeliveryEvents events, Way way) {
    this.folder = folder;
    this.store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false));
    this.handler = handlerOver(store, config, new ClientQueue(executor, 4096), events);
    this.server =
        way.protocol == null
            ? null
            : ProtocolServer.start(way.protocol, handler, folder.getParent(), () -> now);
  }

  /** Another handler, by the clock and the timer of this world; {@code near} is where it reads. */
  public AssetHandler handlerOver(Store over, OriginConfig config, ClientQueue near) {
    return handlerOver(over, config, near, DeliveryEvents.NONE);
  }

  private AssetHandler handlerOver(
      Store over, OriginConfig config, ClientQueue near, DeliveryEvents events) {
    return new AssetHandler(over, config, near, timer, () -> now, events, OriginKey.NONE, CHANCE);
  }

  /** The usual widget: script with map, style, page, picture, empty file. */
  public DeliveryWorld publishSample(String version) {
    Map<String, String> files = new TreeMap<>();
    files.put("widget.js", script(version));
    files.put("widget.js.map", "{\"version\":3}");
    files.put("widget.css", ".w{color:red}".repeat(20));
    files.put("dist/widget.min.js", "min " + script(version));
    files.put("dist/index.html", "<p>dist</p>");
    files.put("index.html", "<p>" + version + "</p>");
    files.put("icon.svg", "<svg/>");
    files.put("logo.png", "PNG");
    files.put("empty.txt", "");
    files.put("a b/ü^.js", "odd");
    files.put("lib/index.html", "<p>lib</p>");
    publish("w", version, ReleaseState.RELEASED, "widget.js", files);
    return this;
  }

  public static String script(String version) {
    return ("/* " + version + " */ let w = 1;\n").repeat(40);
  }

  public void publish(
      String widget, String version, ReleaseState state, String entry, Map<String, String> files) {
    List<StagedBlob> staged = new ArrayList<>();
    Map<String, AssetEntry> entries = new TreeMap<>();
    files.forEach((path, text) -> entries.put(path, entry(path, text, staged)));
    Manifest manifest =
        new Manifest(
            WidgetName.parse(widget),
            Version.parse(version),
            PUBLISHED,
            "ana",
            entry,
            entries,
            files.getOrDefault("package.json", "{}"));
    store.publish(new NewVersion(manifest, state, "ana", "a test"), staged);
  }

  private AssetEntry entry(String path, String text, List<StagedBlob> staged) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<Variant> variants = new ArrayList<>();
    if (bytes.length > 100) {
      for (Encoding encoding : Encoding.PLAIN) {
        byte[] encoded = encoded(encoding, text);
        variants.add(new Variant(encoding, stage(encoded, staged), encoded.length));
      }
    }
    variants.sort(Comparator.comparingLong(Variant::size));
    return new AssetEntry(
        path,
        bytes.length,
        stage(bytes, staged),
        base64("SHA-384", bytes),
        base64("SHA-512", bytes),
        variants);
  }

  /** Not really encoded, but smaller: Brotli smallest, then zstd, then gzip. */
  public static byte[] encoded(Encoding encoding, String text) {
    int more =
        switch (encoding) {
          case BR -> 0;
          case ZSTD -> 10;
          case GZIP -> 20;
          case DCB, DCZ -> throw new IllegalArgumentException("a delta is of two files");
        };
    int size = text.length() / 4 + more;
    return (encoding.token() + ":" + text.substring(0, size)).getBytes(StandardCharsets.UTF_8);
  }

  private Digest stage(byte[] bytes, List<StagedBlob> staged) {
    try {
      Path file = Files.createTempFile(store.staging(), "blob", null);
      Files.write(file, bytes);
      StagedBlob blob = new StagedBlob(Digest.sha256(bytes), file);
      staged.add(blob);
      return blob.digest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String base64(String algorithm, byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public void commit(Change change) {
    store.catalog().commit("ana", "a test", snapshot -> List.of(change));
  }

  public void state(String version, ReleaseState from, ReleaseState to) {
    commit(new Change.StateChanged(WidgetName.parse("w"), Version.parse(version), from, to, "why"));
  }

  public void settings(WidgetSettings settings) {
    commit(new Change.SettingsChanged(WidgetName.parse("w"), settings));
  }

  public AssetEntry entry(String version, String path) {
    return store.manifest(WidgetName.parse("w"), Version.parse(version)).files().get(path);
  }

  public Path blob(Digest digest) {
    return upload("blobs/sha256", digest);
  }

  /** The file of a version's manifest. */
  public Path manifest(String version) {
    WidgetName name = WidgetName.parse("w");
    return upload(
        "manifests/sha256",
        store
            .catalog()
            .snapshot()
            .widget(name)
            .orElseThrow()
            .manifests()
            .get(Version.parse(version)));
  }

  /** The file whose name begins with the digest. */
  private Path upload(String under, Digest digest) {
    String hex = digest.toString();
    Path parent = folder.resolve(under).resolve(hex.substring(0, 2));
    try (Stream<Path> files = Files.list(parent)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(hex + "."))
          .findFirst()
          .orElse(parent.resolve(hex));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Same length, other bytes. */
  public void corrupt(Digest digest) {
    try {
      Path file = blob(digest);
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.delete(file);
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Answer get(String target, String... headers) {
    return send(Method.GET, target, headers);
  }

  public Answer send(Method method, String target, String... headers) {
    return server == null
        ? Answer.of(reply(method, target, headers))
        : Answer.of(server.client().send(method.name(), target, headers));
  }

  /** The reply as the listener gets it; whoever asks lets its body go. */
  public Reply reply(Method method, String target, String... headers) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler.handle(FakeRequest.of(method, target, headers).receivedAt(now), reply::complete);
    try {
      return reply.get(PATIENCE, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no answer to " + method + " " + target, e);
    }
  }

  /** Whether nothing holds a body any more; over a socket the last is let go a little later. */
  public void awaitNothingHeld() {
    Awaitility.await("bytes still referenced")
        .pollInterval(Duration.ofMillis(5))
        .until(() -> handler.cacheFigures().bytes() == 0);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    executor.shutdown();
    timer.shutdownNow();
    try {
      executor.awaitTermination(PATIENCE, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    handler.close();
    store.close();
  }
}
