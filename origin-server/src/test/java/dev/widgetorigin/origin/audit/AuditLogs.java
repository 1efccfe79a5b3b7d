package dev.widgetorigin.origin.audit;

import dev.widgetorigin.origin.config.LogsConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/** Audit logs as they are by default. */
public final class AuditLogs {
  private AuditLogs() {}

  public static AuditLog open(Path folder, String node, InstantSource clock) {
    return AuditLog.open(
        folder,
        node,
        clock,
        LogsConfig.DEFAULTS.auditRetention(),
        LogsConfig.DEFAULTS.auditBytes(),
        UnaryOperator.identity());
  }
}
