package dev.widgetorigin.origin.fuzz;

import dev.widgetorigin.origin.delivery.RulesFuzz;
import dev.widgetorigin.origin.http.h1.Http1Fuzz;
import dev.widgetorigin.origin.http.h2.Http2DifferentialFuzz;
import dev.widgetorigin.origin.http.h2.Http2Fuzz;
import dev.widgetorigin.origin.http.hpack.HpackFuzz;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fuzz targets in the ordinary build: every seed, and a number of changed seeds, the same in
 * every run. Seeds are what is typical and what was once wrong. The long runs, which watch what
 * code an input reaches, are a command of their own: docs/fuzzing.md.
 */
class FuzzTest {
  private static final int CHANGED_SEEDS = 500;

  /** {@code name} is the folder of its seeds. */
  record Target(String name, Consumer<byte[]> run) {
    List<byte[]> seeds() throws IOException, URISyntaxException {
      Path folder = Path.of(FuzzTest.class.getResource("/fuzz/" + name).toURI());
      try (Stream<Path> files = Files.list(folder)) {
        return files.sorted().map(Target::octets).toList();
      }
    }

    private static byte[] octets(Path file) {
      try {
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    void check(byte[] input) {
      try {
        run.accept(input);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("input: " + HexFormat.of().formatHex(input), e);
      }
    }
  }

  static Stream<Target> targets() {
    return Stream.of(
        new Target("HTTP1", Http1Fuzz::fuzzerTestOneInput),
        new Target("HTTP2", Http2Fuzz::fuzzerTestOneInput),
        new Target("CONNECTIONS", Http2DifferentialFuzz::fuzzerTestOneInput),
        new Target("HPACK", HpackFuzz::fuzzerTestOneInput),
        new Target("RULES", RulesFuzz::fuzzerTestOneInput));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  void seeds_asTheyAreAndChanged_keepThePromises(Target target) throws Exception {
    List<byte[]> seeds = target.seeds();
    seeds.forEach(target::check);
    Random random = new Random(20261121);
    for (int i = 0; i < CHANGED_SEEDS; i++) {
      byte[] input = pick(random, seeds).clone();
      int changes = 1 + random.nextInt(4);
      for (int change = 0; change < changes; change++) {
        input = change(random, input, pick(random, seeds));
      }
      target.check(input);
    }
  }

  private static byte[] pick(Random random, List<byte[]> seeds) {
    return seeds.get(random.nextInt(seeds.size()));
  }

  /** One octet other, a piece doubled, left out, or taken from the other seed. */
  private static byte[] change(Random random, byte[] input, byte[] other) {
    if (input.length == 0) {
      return other;
    }
    int at = random.nextInt(input.length);
    int length = 1 + random.nextInt(Math.min(20, input.length - at));
    return switch (random.nextInt(4)) {
      case 0 -> {
        byte[] changed = input.clone();
        changed[at] = (byte) random.nextInt(256);
        yield changed;
      }
      case 1 -> join(input, 0, at + length, input, at, input.length);
      case 2 -> join(input, 0, at, input, at + length, input.length);
      default -> join(input, 0, at, other, random.nextInt(other.length), other.length);
    };
  }

  private static byte[] join(byte[] a, int from, int to, byte[] b, int begin, int end) {
    byte[] joined = Arrays.copyOf(Arrays.copyOfRange(a, from, to), to - from + end - begin);
    System.arraycopy(b, begin, joined, to - from, end - begin);
    return joined;
  }
}
