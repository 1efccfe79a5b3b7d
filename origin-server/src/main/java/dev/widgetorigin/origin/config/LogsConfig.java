package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.Texts;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where logs go and how long they stay.
 *
 * @param folder for the rolled files; null means {@code logs} in the store folder
 * @param format of what is written to the standard error stream; files are always JSON lines
 * @param access where the access log goes
 * @param accessBytes what all files of the access log take at most; the oldest are deleted
 * @param level the least severe message that is kept
 * @param retention how long access and origin logs stay
 * @param errorRetention how long the log of errors stays
 * @param auditRetention how long the audit log stays
 * @param auditBytes what all files of the audit log take at most; the oldest are deleted
 */
public record LogsConfig(
    Path folder,
    Format format,
    Access access,
    long accessBytes,
    Level level,
    Duration retention,
    Duration errorRetention,
    Duration auditRetention,
    long auditBytes) {
  public static final LogsConfig DEFAULTS =
      new LogsConfig(
          null,
          Format.AUTO,
          Access.FILE,
          10L << 30,
          Level.INFO,
          Duration.ofDays(30),
          Duration.ofDays(90),
          Duration.ofDays(90),
          256L << 20);

  /** The same with another level. */
  public LogsConfig withLevel(Level other) {
    return new LogsConfig(
        folder,
        format,
        access,
        accessBytes,
        other,
        retention,
        errorRetention,
        auditRetention,
        auditBytes);
  }

  /** {@code AUTO} is text on a terminal and JSON elsewhere. */
  public enum Format {
    AUTO,
    JSON,
    TEXT
  }

  public enum Access {
    FILE,
    STDOUT,
    OFF
  }

  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  public LogsConfig {
    new Checks()
        .range("accessBytes", accessBytes, 1 << 20, 1L << 50)
        .that(retention.toDays() >= 1, "retention", "at least 1d", Texts.show(retention))
        .that(
            errorRetention.toDays() >= 1,
            "errorRetention",
            "at least 1d",
            Texts.show(errorRetention))
        .that(
            auditRetention.toDays() >= 1,
            "auditRetention",
            "at least 1d",
            Texts.show(auditRetention))
        .range("auditBytes", auditBytes, 1 << 20, 1L << 50)
        .done();
  }
}
