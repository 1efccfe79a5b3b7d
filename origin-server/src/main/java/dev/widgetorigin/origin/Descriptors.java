package dev.widgetorigin.origin;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.config.OriginConfig;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many files and sockets this process may have open: {@code ulimit -n}, {@code LimitNOFILE} of
 * the service. The JVM raises the soft limit to the hard one by itself.
 */
record Descriptors(long limit) {
  private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);

  static Descriptors ofThisProcess() {
    return new Descriptors(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getMaxFileDescriptorCount()
            : Long.MAX_VALUE);
  }

  /**
   * The configuration with limits that can be kept. The log says so where less than half is left:
   * the limits are bounds, and few origins come near them.
   */
  OriginConfig fit(OriginConfig config) {
    OriginConfig fitted = config.fittedTo(limit);
    LimitsConfig asked = config.limits();
    LimitsConfig given = fitted.limits();
    if (given.connections() < asked.connections() / 2) {
      LOG.warn(
          "this process may have {} files and sockets open, too few for limits.connections {} and"
              + " limits.open-files {}: they are {} and {} now. Raise the limit (LimitNOFILE of the"
              + " service, ulimit -n), or lower those settings",
          limit,
          asked.connections(),
          asked.openFiles(),
          given.connections(),
          given.openFiles());
    }
    return fitted;
  }
}
