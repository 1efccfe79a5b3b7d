package dev.widgetorigin.store.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Two to five nodes over one bucket that loses answers, with deaths and long sleeps between any two
 * steps: see {@link Simulation}, and {@link SimulatedWorld} for what must hold.
 *
 * <p>A thousand seeds in a build. More, e.g. a million from 1000 on, or a single one that failed,
 * which replays exactly:
 *
 * <pre>
 * mvn test -pl asset-store -am -Dtest=SimulationTest#run_seeds_nothingBreaks \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.from=1000 -Dsimulation.seeds=1000000
 * </pre>
 */
class SimulationTest {
  private static final long FROM = Long.getLong("simulation.from", 0);
  private static final long SEEDS = Long.getLong("simulation.seeds", 1_000);
  private static final int SEEDS_FOR_A_MUTANT = 10_000;

  /** What nodes log of lost answers and the like would be most of a build's output. */
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.widgetorigin.store");

  /** Not one of the store, which is silent, nor of the root, which says warnings only. */
  private static final org.slf4j.Logger FOUND =
      LoggerFactory.getLogger("dev.widgetorigin.simulation");

  /** Whether the search for each planted error begins at seed 0, as docs/simulation.md lists it. */
  private static final boolean ALL = Boolean.getBoolean("simulation.all");

  private static Level before;

  @BeforeAll
  static void quiet() {
    before = LOG.getLevel();
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void asBefore() {
    LOG.setLevel(before);
  }

  /** What breaks first, or empty. */
  private static Optional<String> broken(long seed, Mutant mutant) {
    try {
      SimulatedWorld.run(seed, mutant);
      return Optional.empty();
    } catch (Simulation.Broken e) {
      return Optional.of("seed " + seed + ": " + e.getMessage());
    }
  }

  @Test
  void run_seeds_nothingBreaks() {
    List<String> broken =
        LongStream.range(FROM, FROM + SEEDS)
            .parallel()
            .mapToObj(seed -> broken(seed, Mutant.NONE))
            .flatMap(Optional::stream)
            .limit(10)
            .toList();

    assertThat(broken).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE"})
  void run_plantedError_isFoundAndReplaysExactly(Mutant mutant) {
    long first = ALL ? 0 : mutant.first();
    long seed = first;
    Optional<String> found = broken(seed, mutant);
    while (found.isEmpty() && seed < first + SEEDS_FOR_A_MUTANT) {
      found = broken(++seed, mutant);
    }

    if (ALL) {
      FOUND.info("{}: {}", mutant, found.orElse("nothing"));
    }
    assertThat(found).as("%s within %d seeds", mutant, SEEDS_FOR_A_MUTANT).isPresent();
    assertThat(broken(seed, mutant)).isEqualTo(found);
  }
}
