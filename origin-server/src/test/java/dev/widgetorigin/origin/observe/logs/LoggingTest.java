package dev.widgetorigin.origin.observe.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import dev.widgetorigin.origin.config.LogsConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of a running origin, as it sets them up. */
final class LoggingTest {
  private static final int LINES = 5_000;

  /** Takes a byte when somebody reads again, like a full pipe. */
  private static final class FullPipe extends OutputStream {
    final CountDownLatch writing = new CountDownLatch(1);
    final CountDownLatch read = new CountDownLatch(1);

    @Override
    public void write(int octet) {
      writing.countDown();
      try {
        read.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @TempDir Path folder;
  private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final PrintStream before = System.err;
  private final FullPipe pipe = new FullPipe();

  @AfterEach
  void quietAgain() {
    pipe.read.countDown();
    System.setErr(before);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    var unused = new Logging().configure(context);
  }

  private List<String> lines(String name) {
    try (Stream<Path> files = Files.list(folder)) {
      Path file =
          files.filter(each -> each.getFileName().toString().startsWith(name)).findAny().get();
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file has each line all the same. */
  @Test
  void warning_whereNobodyReadsTheErrorStream_holdsNobodyUp() throws InterruptedException {
    System.setErr(new PrintStream(pipe, true, StandardCharsets.UTF_8));
    Logging.start(LogsConfig.DEFAULTS, folder, false, () -> now);
    Logger log = LoggerFactory.getLogger(LoggingTest.class);
    Thread reader =
        new Thread(
            () -> {
              for (int i = 0; i < LINES; i++) {
                log.error("blob {} cannot be read", i);
              }
            });
    reader.start();
    assertThat(pipe.writing.await(20, TimeUnit.SECONDS)).isTrue();
    reader.join(TimeUnit.SECONDS.toMillis(20));

    assertThat(reader.isAlive()).as("still waits for the error stream").isFalse();
    await().until(() -> lines("errors").stream().anyMatch(line -> line.contains("blob 0 cannot")));
    await().until(() -> lines("origin").stream().anyMatch(line -> line.contains("blob 0 cannot")));
  }

  @Test
  void lines_goWhereTheirLevelBelongs() {
    Logging.start(LogsConfig.DEFAULTS, folder, false, () -> now);
    Logger log = LoggerFactory.getLogger(LoggingTest.class);
    log.info("one");
    log.warn("two");
    log.error("three");
    Logging.stop();

    // A stop waits half a second for the places; on a busy machine they may take longer.
    await()
        .untilAsserted(
            () -> {
              assertThat(lines("origin"))
                  .anyMatch(line -> line.contains("one"))
                  .anyMatch(line -> line.contains("two"))
                  .anyMatch(line -> line.contains("three"));
              assertThat(lines("errors")).singleElement().asString().contains("three");
            });
  }

  private List<String> names(String log) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(log))
          .sorted()
          .toList();
    }
  }

  /** As many days as the log of errors keeps, and some more. */
  private void writeADayEach() throws IOException {
    for (int day = 1; day <= 100; day++) {
      String date = now.minus(Duration.ofDays(day)).toString().substring(0, 10);
      // As they were named before: origin-DATE.N.jsonl.
      for (String log : List.of("origin", "errors")) {
        Files.writeString(folder.resolve(log + "-" + date + ".0.jsonl"), "{}\n");
      }
    }
  }

  @Test
  void start_deletesWhatIsTooOld_andNothingElse() throws IOException {
    writeADayEach();
    Files.writeString(folder.resolve("origin-of-species.jsonl"), "{}\n");
    Logging.start(LogsConfig.DEFAULTS, folder, false, () -> now);
    assertThat(names("errors")).hasSize(91).contains("errors-2026-11-21.jsonl");
    assertThat(names("origin"))
        .hasSize(32)
        .contains("origin-2026-11-21.jsonl", "origin-of-species.jsonl");
  }

  @Test
  void clockFarAheadForAMoment_deletesNoLogs() throws IOException {
    writeADayEach();
    Logging.start(LogsConfig.DEFAULTS, folder, false, () -> now);
    List<String> errors = names("errors");
    List<String> origin = names("origin");
    Instant right = now;
    now = now.plus(Duration.ofDays(400));
    Logger log = LoggerFactory.getLogger(LoggingTest.class);
    log.error("while the clock is ahead");
    await()
        .untilAsserted(() -> assertThat(names("errors")).anyMatch(name -> name.contains("2027")));
    await()
        .untilAsserted(() -> assertThat(names("origin")).anyMatch(name -> name.contains("2027")));
    now = right;
    log.error("right again");
    await()
        .untilAsserted(
            () ->
                assertThat(Files.readString(folder.resolve("errors-2026-11-21.jsonl")))
                    .contains("right again"));
    assertThat(names("errors")).containsAll(errors.subList(1, errors.size()));
    assertThat(names("origin")).containsAll(origin.subList(1, origin.size()));
  }
}
