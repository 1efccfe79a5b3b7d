package dev.widgetorigin.bench.delivery;

import dev.widgetorigin.bench.BenchRequest;
import dev.widgetorigin.bench.SyntheticStore;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.answer.AssetHeaders;
import dev.widgetorigin.origin.delivery.answer.Downloads;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.delivery.negotiate.AcceptEncoding;
import dev.widgetorigin.origin.delivery.negotiate.ByteRanges;
import dev.widgetorigin.origin.delivery.negotiate.Preconditions;
import dev.widgetorigin.origin.delivery.negotiate.VariantChoice;
import dev.widgetorigin.origin.delivery.route.AssetLocator;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.delivery.route.Located;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The rules of delivery one by one, each on what browsers and CDN edges really send. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RulesBenchmark {
  private static final String BROWSER = "gzip, deflate, br, zstd";
  private static final String ETAG = "\"0123456789abcdef0123456789abcdef\"";
  private static final long SECOND = 1_795_514_400;

  private final Encoding[] encodings = {Encoding.BR, Encoding.ZSTD, Encoding.GZIP, null};
  private final Request ifNoneMatch =
      new BenchRequest("/w0/v1/index.js", Map.of("if-none-match", "W/\"x\", " + ETAG));
  private final Request ifModifiedSince =
      new BenchRequest(
          "/w0/v1/index.js", Map.of("if-modified-since", "Fri, 20 Nov 2026 10:00:00 GMT"));
  private final AssetLocator locator =
      new AssetLocator(
          new BrokenVersions(
              new DamagedVersions(),
              (name, version) -> true,
              InstantSource.system(),
              Runnable::run));
  private final AssetHeaders headers =
      new AssetHeaders(
          new WidgetHeaders(StandardHeaders.delivery(OriginConfig.DEFAULTS), OriginConfig.DEFAULTS),
          OriginConfig.DEFAULTS.assets());

  private int unseen;
  private CatalogSnapshot catalog;
  private AssetPath alias;
  private ResolvedTarget target;
  private Manifest manifest;
  private AssetEntry entry;

  /** One widget of fifty versions. */
  @Setup(Level.Trial)
  public void publish() {
    SyntheticStore synthetic = new SyntheticStore(16, 2048);
    catalog = synthetic.snapshot(50, 50);
    alias = (AssetPath) AssetPath.parse("/w0/v1/index.js");
    target = ((Located.At) locator.locate(catalog, alias)).target();
    manifest = synthetic.manifest(49, 50);
    entry = manifest.files().get("index.js");
    if (!target.version().equals(Version.parse("1.4.9"))) {
      throw new IllegalStateException("expected 1.4.9, found " + target.version());
    }
  }

  @Benchmark
  public int negotiate() {
    return VariantChoice.choose(AcceptEncoding.of(BROWSER), encodings);
  }

  /** A value that no client has sent before. */
  @Benchmark
  public int negotiateUnseen() {
    return VariantChoice.choose(AcceptEncoding.of("br;q=0.5, x" + unseen++), encodings);
  }

  @Benchmark
  public Object ifNoneMatch() {
    return Preconditions.evaluate(ifNoneMatch, ETAG, SECOND, SECOND, 2026);
  }

  @Benchmark
  public Object ifModifiedSince() {
    return Preconditions.evaluate(ifModifiedSince, ETAG, SECOND, SECOND, 2026);
  }

  @Benchmark
  public Object oneRange() {
    return ByteRanges.parse("bytes=0-65535", 456_789);
  }

  @Benchmark
  public Object threeRanges() {
    return ByteRanges.parse("bytes=0-99, 200-299, -500", 456_789);
  }

  @Benchmark
  public Object parsePath() {
    return AssetPath.parse("/msr-webchat/v1.2.3/dist/msr-webchat.umd.js");
  }

  @Benchmark
  public Object parseEncodedPath() {
    return AssetPath.parse("/npm/@acme/web%20chat@^1.2/dist/%C3%BC.js");
  }

  @Benchmark
  public Object locateAlias() {
    return locator.locate(catalog, alias);
  }

  /** Every head of one file's answers, as made at the first request for its URL. */
  @Benchmark
  public Object buildHeads() {
    return headers.asset(target, manifest, entry, "/w0/v1/index.js", Instant.EPOCH, Downloads.NONE);
  }
}
