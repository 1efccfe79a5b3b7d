package dev.widgetorigin.origin.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.http.Http2Client;
import java.util.List;
import java.util.Random;

/**
 * Fuzz target: the HTTP/2 frame loop with its header blocks. Whatever comes, nothing is thrown,
 * everything is given back in the end, what is held stays small, the answers are frames that a
 * client can read, and how the octets are cut into reads changes neither the requests nor the
 * verdict. The first octet of the input seeds the cuts; where it is even, preface and SETTINGS
 * stand before the rest.
 */
public final class Http2Fuzz {
  private static final int MOST_IN_A_READ = 40;

  /** Head blocks, replies' frames and one read; bodies are shared and not counted. */
  private static final long MOST_HELD = 512 * 1024;

  private static final byte[] SETTINGS = Http2Client.octets(Http2Client.SETTINGS, 0, 0);

  private record Outcome(List<String> requests, int goAway) {}

  private Http2Fuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 0) {
      boolean begun = input[0] % 2 == 0;
      Outcome whole = run(input, begun, input.length, 0);
      Outcome inPieces = run(input, begun, MOST_IN_A_READ, input[0]);
      if (inPieces.goAway < 0 && whole.goAway < 0) {
        assertThat(inPieces.requests).isEqualTo(whole.requests);
      } else {
        int common = Math.min(inPieces.requests.size(), whole.requests.size());
        assertThat(inPieces.requests.subList(0, common))
            .isEqualTo(whole.requests.subList(0, common));
      }
    }
  }

  private static Outcome run(byte[] input, boolean begun, int most, int seed) {
    Random random = new Random(seed);
    try (Http2Wire wire = new Http2Wire()) {
      if (begun) {
        wire.write(Http2Client.PREFACE, 0, Http2Client.PREFACE.length);
        wire.write(SETTINGS, 0, SETTINGS.length);
      }
      int at = 1;
      while (at < input.length) {
        int end =
            Math.min(input.length, at + 1 + (most < input.length ? random.nextInt(most) : most));
        wire.write(input, at, end);
        assertThat(wire.held()).isLessThan(MOST_HELD);
        at = end;
      }
      return new Outcome(List.copyOf(wire.requests), wire.goAway());
    }
  }
}
