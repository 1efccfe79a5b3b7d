package dev.widgetorigin.origin.stats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads lines of bounded length: what is longer is read past. Not thread-safe. */
final class LogLines {
  private static final int LONGEST = 64 << 10;

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean tooLong;

  /**
   * @param in buffered
   */
  LogLines(InputStream in) {
    this.in = in;
  }

  /** The next line; empty text and {@link #tooLong} for one that is too long; null at the end. */
  String next() throws IOException {
    line.reset();
    tooLong = false;
    boolean any = false;
    for (int b = in.read(); b >= 0; b = in.read()) {
      any = true;
      if (b == '\n') {
        break;
      }
      if (line.size() < LONGEST) {
        line.write(b);
      } else {
        tooLong = true;
      }
    }
    if (!any) {
      return null;
    }
    return tooLong ? "" : line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  /** Whether the line that was read last is left out. */
  boolean tooLong() {
    return tooLong;
  }
}
