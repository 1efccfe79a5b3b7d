package dev.widgetorigin.origin.observe.logs;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import dev.widgetorigin.origin.config.LogsConfig;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.store.layout.StoreLayout;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logback, set up in code: reading its XML would take a third of the time a start takes.
 *
 * <p>Until {@link #start} is called only warnings and errors are shown, as text on the standard
 * error stream: that is what a client command wants. A running origin writes {@code
 * origin-DATE.jsonl} and {@code errors-DATE.jsonl} as well, rolled by day and size.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  /** Line breaks and escape sequences in a message must not look like lines of their own. */
  private static final String TEXT_PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %logger{0}: %replace(%msg){'[\\p{Cntrl}]', '?'}%n%ex";

  /**
   * Before a start is done: the local time zone is not looked up for warnings that seldom come.
   * What ends a start is one message, which no traces are to hide.
   */
  private static final String EARLY_PATTERN =
      TEXT_PATTERN.replace("{HH:mm:ss.SSS}", "{HH:mm:ss.SSS'Z', UTC}").replace("%ex", "%ex{short}");

  /** Of all files of one log. */
  private static final long MOST_BYTES = 2L << 30;

  /** Lines that may wait for each place that they go to. */
  private static final int WAITING = 1024;

  /** Called by Logback through its service file. */
  public Logging() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    // Without one Logback sets up a printer for its own warnings, and looks up the local time zone.
    context.getStatusManager().add(new NopStatusListener());
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    ((ch.qos.logback.classic.Logger) root).setLevel(Level.WARN);
    ((ch.qos.logback.classic.Logger) root)
        .addAppender(console(context, text(context, EARLY_PATTERN)));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Where rolled logs are: as configured, or in the store folder. */
  public static Path folder(OriginConfig config) {
    return config.logs().folder() == null
        ? config.store().path().resolve(StoreLayout.LOGS)
        : config.logs().folder();
  }

  /** For who looks for a fault in a start: all that it says, at that level, with traces. */
  public static void early(LogsConfig config) {
    Level level = Level.toLevel(config.level().name());
    if (Level.DEBUG.isGreaterOrEqual(level)) {
      LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
      ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
      root.detachAndStopAllAppenders();
      setLevels(context, level);
      root.addAppender(console(context, text(context, TEXT_PATTERN)));
    }
  }

  private static void setLevels(LoggerContext context, Level level) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
    context.getLogger("io.netty").setLevel(Level.INFO);
    context.getLogger("software.amazon.awssdk").setLevel(Level.INFO);
  }

  /**
   * Replaces the quiet set-up by that of a running origin.
   *
   * @param folder of the rolled files
   * @param terminal whether the standard error stream is a terminal
   * @param clock by which files begin and become too old
   */
  public static void start(LogsConfig config, Path folder, boolean terminal, InstantSource clock) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    setLevels(context, Level.toLevel(config.level().name()));
    boolean json =
        switch (config.format()) {
          case AUTO -> !terminal;
          case JSON -> true;
          case TEXT -> false;
        };
    ConsoleAppender<ILoggingEvent> console =
        console(context, json ? json(context) : text(context, TEXT_PATTERN));
    root.addAppender(queued(context, console, Level.WARN));
    root.addAppender(
        queued(context, file(context, folder, "origin", config.retention(), clock), Level.TRACE));
    root.addAppender(
        queued(
            context, file(context, folder, "errors", config.errorRetention(), clock), Level.ERROR));
  }

  /**
   * The same on a thread of its own, which nobody waits for: a disk that hangs, or a pipe behind
   * the standard error stream that nobody reads any more, would otherwise stop every thread that
   * has something to say, event loops included. What finds no room meanwhile is lost there, and is
   * in the other logs.
   */
  private static AsyncAppender queued(
      LoggerContext context, Appender<ILoggingEvent> appender, Level least) {
    AsyncAppender queued = new AsyncAppender();
    queued.setContext(context);
    queued.addFilter(threshold(context, least));
    queued.setQueueSize(WAITING);
    queued.setDiscardingThreshold(0);
    queued.setNeverBlock(true);
    queued.addAppender(appender);
    queued.start();
    return queued;
  }

  /** Writes what is queued and closes the files. */
  public static void stop() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  /** The file that the access log goes to, where the configuration sends it to one. */
  public static OutputStream accessFile(LogsConfig config, Path folder, InstantSource clock) {
    return new RolledFiles(folder, "access", config.retention(), config.accessBytes(), clock);
  }

  private static ConsoleAppender<ILoggingEvent> console(
      LoggerContext context, Encoder<ILoggingEvent> encoder) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    return console;
  }

  private static RolledAppender file(
      LoggerContext context, Path folder, String name, Duration retention, InstantSource clock) {
    RolledAppender file =
        new RolledAppender(
            new RolledFiles(folder, name, retention, MOST_BYTES, clock), json(context));
    file.setContext(context);
    file.start();
    return file;
  }

  private static ThresholdFilter threshold(LoggerContext context, Level level) {
    ThresholdFilter filter = new ThresholdFilter();
    filter.setContext(context);
    filter.setLevel(level.levelStr);
    filter.start();
    return filter;
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return hiding(context, encoder, StandardCharsets.UTF_8);
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.setCharset(Charset.defaultCharset());
    encoder.start();
    return hiding(context, encoder, Charset.defaultCharset());
  }

  private static Encoder<ILoggingEvent> hiding(
      LoggerContext context, Encoder<ILoggingEvent> encoder, Charset charset) {
    SecretHidingEncoder hiding = new SecretHidingEncoder(encoder, charset);
    hiding.setContext(context);
    hiding.start();
    return hiding;
  }
}
