package dev.widgetorigin.origin.audit;

import dev.widgetorigin.origin.config.LogsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * A process that removes what is too old of an audit log, until it is halted. Arguments: the store
 * folder, the time of its clock, the retention.
 */
final class AuditCrashMain {
  private AuditCrashMain() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Instant now = Instant.parse(arguments[1]);
    Duration retention = Duration.parse(arguments[2]);
    try (AuditLog log =
        AuditLog.open(
            folder,
            AuditRetentionTest.NODE,
            () -> now,
            retention,
            LogsConfig.DEFAULTS.auditBytes(),
            UnaryOperator.identity())) {
      log.tick();
    }
  }
}
