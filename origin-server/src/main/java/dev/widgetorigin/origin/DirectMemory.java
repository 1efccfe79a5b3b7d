package dev.widgetorigin.origin;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.widgetorigin.origin.config.CacheConfig;
import java.lang.management.ManagementFactory;

/**
 * The memory outside the heap that this JVM may use, in bytes: {@code -XX:MaxDirectMemorySize}, and
 * without it as much as the heap ({@code -Xmx}).
 */
record DirectMemory(long limit) {
  /** What sockets, TLS and reads of files take beside the cache. */
  static final long BESIDE_CACHE = 16L << 20;

  static DirectMemory ofThisJvm() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long set = jvm == null ? 0 : Long.parseLong(jvm.getVMOption("MaxDirectMemorySize").getValue());
    return new DirectMemory(set > 0 ? set : Runtime.getRuntime().maxMemory());
  }

  /**
   * A cache that is larger than what the JVM can hold would fail when it fills, days later.
   *
   * @throws IllegalStateException whose message says what to set
   */
  void requireRoom(CacheConfig cache) {
    long needed = cache.memoryBytes() + BESIDE_CACHE;
    if (needed > limit) {
      long most = (limit - BESIDE_CACHE) >> 20;
      throw new IllegalStateException(
          ("cache.memory-bytes is %s, and sockets need %s beside it, but this JVM may use only %s"
                  + " outside the heap (-XX:MaxDirectMemorySize, or -Xmx where that is not set)."
                  + " %s WIDGET_ORIGIN_JAVA_OPTS=-XX:MaxDirectMemorySize=%dm")
              .formatted(
                  mebibytes(cache.memoryBytes()),
                  mebibytes(BESIDE_CACHE),
                  mebibytes(limit),
                  most > 0
                      ? "Set cache.memory-bytes to %dMiB or less, or give the JVM more:"
                          .formatted(most)
                      : "Give the JVM more:",
                  (needed + (1 << 20) - 1) >> 20));
    }
  }

  /** For pieces of files on their way to clients: a quarter of what the cache leaves. */
  long forReads(CacheConfig cache) {
    return Math.max(BESIDE_CACHE, limit - cache.memoryBytes()) / 4;
  }

  private static String mebibytes(long bytes) {
    return bytes % (1 << 20) == 0 ? (bytes >> 20) + "MiB" : bytes + " bytes";
  }
}
