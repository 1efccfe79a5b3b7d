package dev.widgetorigin.store;

import java.util.Locale;
import java.util.Set;

/** Which files take part in deltas (RFC 9842): as dictionaries, and sent as a difference. Pure. */
public final class DeltaRules {
  /** A smaller file fits into a packet or two as it is. */
  private static final long MIN_BYTES = 1_000;

  /**
   * Both files are in memory while a delta is made. Also the window that every browser must have
   * for zstd: in a larger file the dictionary would go out of reach.
   */
  public static final long MAX_BYTES = 8 << 20;

  /** Not source maps: browsers load them for developers only. */
  private static final Set<String> EXTENSIONS = Set.of("js", "mjs", "cjs", "css", "json", "wasm");

  private DeltaRules() {}

  /** Whether a file of that path and size does. */
  public static boolean takesPart(String path, long size) {
    int dot = path.lastIndexOf('.');
    return size >= MIN_BYTES
        && size <= MAX_BYTES
        && dot > path.lastIndexOf('/')
        && EXTENSIONS.contains(path.substring(dot + 1).toLowerCase(Locale.ROOT));
  }
}
