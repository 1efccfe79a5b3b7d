package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import java.time.Duration;

/**
 * What one client, one request and one upload may cost. Sizes in bytes.
 *
 * @param leastRate bytes a second that a client must send of its content and take of its answers,
 *     judged every {@code bodyTimeout} and {@code idleTimeout}
 */
public record LimitsConfig(
    int requestLine,
    int headers,
    Duration headerTimeout,
    Duration idleTimeout,
    Duration bodyTimeout,
    int connections,
    int connectionsPerAddress,
    long uploadBytes,
    int entries,
    long fileBytes,
    long unpackedBytes,
    int pathBytes,
    int openFiles,
    long spoolBytes,
    int leastRate) {
  /** Descriptors for the jar, logs, event loops, the store and the control listener. */
  private static final int RESERVED = 256;

  public static final LimitsConfig DEFAULTS =
      new LimitsConfig(
          16 * 1024,
          32 * 1024,
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          20_000,
          10_000,
          256L << 20,
          10_000,
          50L << 20,
          256L << 20,
          512,
          1024,
          2L << 30,
          1024);

  public LimitsConfig {
    new Checks()
        .range("requestLine", requestLine, 256, 1 << 20)
        .range("headers", headers, 1024, 1 << 20)
        .positive("headerTimeout", headerTimeout)
        .positive("idleTimeout", idleTimeout)
        .positive("bodyTimeout", bodyTimeout)
        .range("connections", connections, 1, 10_000_000)
        .range("connectionsPerAddress", connectionsPerAddress, 1, 10_000_000)
        .range("uploadBytes", uploadBytes, 1, 1L << 40)
        .range("entries", entries, 1, 1_000_000)
        .range("fileBytes", fileBytes, 1, Integer.MAX_VALUE)
        .range("unpackedBytes", unpackedBytes, 1, 1L << 40)
        .range("pathBytes", pathBytes, 16, 4096)
        .range("openFiles", openFiles, 16, 1_000_000)
        .range("spoolBytes", spoolBytes, 1 << 20, 1L << 40)
        .range("leastRate", leastRate, 1, 1 << 30)
        .done();
  }

  /** Whether a process that may have so many descriptors can keep these limits. */
  public boolean fit(long descriptors) {
    return descriptors >= (long) connections + openFiles + RESERVED;
  }

  /**
   * The same with as many connections and files as a process that may have {@code descriptors} can
   * hold, so that clients who open connections cannot take those that reading and publishing need.
   * Unchanged where there are enough.
   */
  public LimitsConfig fittedTo(long descriptors) {
    if (fit(descriptors)) {
      return this;
    }
    int files = (int) Math.max(16, Math.min(openFiles, descriptors / 4));
    int most = (int) Math.max(16, Math.min(connections, descriptors - files - RESERVED));
    return new LimitsConfig(
        requestLine,
        headers,
        headerTimeout,
        idleTimeout,
        bodyTimeout,
        most,
        Math.min(connectionsPerAddress, Math.max(1, most / 2)),
        uploadBytes,
        entries,
        fileBytes,
        unpackedBytes,
        pathBytes,
        files,
        spoolBytes,
        leastRate);
  }

  /** What must have moved in that time. */
  public long least(Duration time) {
    return Math.max(1, leastRate * time.toMillis() / 1000);
  }
}
