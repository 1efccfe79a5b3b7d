package dev.widgetorigin.origin.observe.logs;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What becomes of lines that the disk refuses. */
final class RolledAppenderTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir Path temporary;
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger own = context.getLogger(RolledAppender.class);
  private final ListAppender<ILoggingEvent> told = new ListAppender<>();
  private Path folder;
  private RolledAppender appender;

  @BeforeEach
  void open() {
    told.start();
    own.addAppender(told);
    folder = temporary.resolve("logs");
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    appender =
        new RolledAppender(
            new RolledFiles(folder, "origin", Duration.ofDays(30), 1 << 30, () -> NOW), encoder);
    appender.setContext(context);
  }

  @AfterEach
  void close() {
    appender.stop();
    own.detachAppender(told);
  }

  private void say(String text) {
    appender.doAppend(new LoggingEvent("", own, Level.INFO, text, null, null));
  }

  private String written() throws IOException {
    return Files.readString(folder.resolve("origin-2026-11-21.jsonl"));
  }

  @Test
  void lines_thatTheDiskRefuses_areCountedOnceItTakesLinesAgain() throws IOException {
    Files.writeString(folder, "no folder");
    appender.start();
    say("one");
    say("two");
    assertThat(told.list).isEmpty();

    Files.delete(folder);
    say("three");
    say("four");

    assertThat(written()).isEqualTo("three\nfour\n");
    assertThat(told.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .startsWith("2 lines of the log origin could not be written: ");
  }

  @Test
  void start_beginsTheFile_whichOthersMayNotRead() throws IOException {
    appender.start();
    assertThat(written()).isEmpty();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("origin-2026-11-21.jsonl"))))
        .endsWith("---");
  }

  /** As Logback's queue does when it is stopped. */
  @Test
  void append_ofAThreadThatIsInterrupted_isWritten() throws IOException {
    appender.start();
    Thread.currentThread().interrupt();
    say("one");
    say("two");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(written()).isEqualTo("one\ntwo\n");
  }
}
