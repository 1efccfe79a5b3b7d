package dev.widgetorigin.bench;

import dev.widgetorigin.resolver.Range;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a selector costs: reading it, resolving it warm, resolving it for the first time, and
 * publishing a version into the state that answers.
 *
 * <p>"Cold" takes a fresh state each time, which costs one small object itself; {@code publish}
 * shows how much of it that is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ResolverBenchmark {
  private static final Instant PUBLISHED = Instant.parse("2026-01-01T00:00:00Z");

  /** How many versions the widget has. */
  @Param({"10", "1000", "10000"})
  public int versions;

  private WidgetState state;
  private Release newest;
  private Version middle;
  private Selector exact;
  private Selector major;
  private Selector latest;
  private Selector old;
  private Selector none;
  private WidgetState nightly;
  private Selector madeUp;
  private Selector madeUpLong;

  /** Ten patches to a minor, ten minors to a major; every fifth version is a prerelease. */
  @Setup(Level.Trial)
  public void publishAll() {
    Map<Version, Release> releases = new TreeMap<>();
    for (int i = 0; i < versions; i++) {
      String number = 1 + i / 100 + "." + i / 10 % 10 + "." + i % 10;
      Release release = released(i % 5 == 4 ? number + "-rc.1" : number);
      releases.put(release.version(), release);
    }
    state = WidgetState.of(WidgetName.parse("widget"), releases, Map.of(), Map.of());
    newest = released(versions + ".0.0");
    middle = List.copyOf(releases.keySet()).get(versions / 2);
    exact = new Selector.Exact(middle);
    major = Selector.parse("v" + middle.major());
    latest = new Selector.Latest();
    old = Selector.parse("^1.0.1 || <1.0.3");
    none = Selector.parse("^999999");
    Map<Version, Release> nights = new TreeMap<>();
    for (int i = 0; i < versions; i++) {
      Release night = released("1.3.0-nightly." + i);
      nights.put(night.version(), night);
    }
    nightly = WidgetState.of(WidgetName.parse("widget"), nights, Map.of(), Map.of());
    madeUp = Selector.parse("^1.2.3");
    StringBuilder alternatives = new StringBuilder("^1.2.0");
    for (int i = 1; alternatives.length() < 240; i++) {
      alternatives.append("||^1.2.").append(i);
    }
    madeUpLong = Selector.parse(alternatives.toString());
  }

  private static Release released(String version) {
    return new Release(Version.parse(version), ReleaseState.RELEASED, "", PUBLISHED, PUBLISHED);
  }

  @Benchmark
  public Version parseVersion() {
    return Version.parse("v1.22.333-beta.4+build.5");
  }

  @Benchmark
  public Range parseRange() {
    return Range.parse("^1.2.3 || ~2.4 || >=3.0.0 <4.0.0");
  }

  @Benchmark
  public Selector parsePartial() {
    return Selector.parse("v1");
  }

  @Benchmark
  public Resolution exact() {
    return state.resolve(exact);
  }

  @Benchmark
  public Resolution warmLatest() {
    return state.resolve(latest);
  }

  @Benchmark
  public Resolution warmMajor() {
    return state.resolve(major);
  }

  @Benchmark
  public Resolution coldMajor() {
    return fresh().resolve(major);
  }

  @Benchmark
  public Resolution coldOldRange() {
    return fresh().resolve(old);
  }

  @Benchmark
  public Resolution nothingSatisfies() {
    return state.resolve(none);
  }

  /** Over prereleases only, of which the range has none. */
  @Benchmark
  public Resolution madeUpRange() {
    return nightly.resolve(madeUp);
  }

  /** The same with as many alternatives as a range may have. */
  @Benchmark
  public Resolution madeUpLongRange() {
    return nightly.resolve(madeUpLong);
  }

  @Benchmark
  public WidgetState publish() {
    return state.withRelease(newest);
  }

  /** The same widget with nothing remembered. */
  private WidgetState fresh() {
    return state.withChannel("beta", middle);
  }
}
