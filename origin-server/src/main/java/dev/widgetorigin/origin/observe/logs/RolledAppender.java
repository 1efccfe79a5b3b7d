package dev.widgetorigin.origin.observe.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events of Logback to {@link RolledFiles}, so that one policy decides which files are too
 * old. A line that the disk refuses is lost, and the next one is tried; once one is written again,
 * a warning says how many are missing. Confined to the thread of the queue before it.
 */
final class RolledAppender extends AppenderBase<ILoggingEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(RolledAppender.class);

  private final RolledFiles files;
  private final Encoder<ILoggingEvent> encoder;
  private long lost;
  private IOException why;

  RolledAppender(RolledFiles files, Encoder<ILoggingEvent> encoder) {
    this.files = files;
    this.encoder = encoder;
  }

  /** Deletes what is too old now: of the log of errors, the next line may be far away. */
  @Override
  public void start() {
    try {
      files.open();
    } catch (IOException e) {
      // Lines that come are lost until the disk takes them; who starts an origin is told by it.
      why = e;
    }
    super.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    byte[] line = encoder.encode(event);
    try {
      files.write(line, 0, line.length);
    } catch (IOException e) {
      lost++;
      why = e;
      return;
    }
    if (lost > 0) {
      long before = lost;
      lost = 0;
      // It waits in the queue like any other line.
      LOG.warn("{} lines of the log {} could not be written: {}", before, files, why.toString());
    }
  }

  @Override
  public void stop() {
    super.stop();
    try {
      files.close();
    } catch (IOException e) {
      // What was written is written; nobody is left to be told.
      why = e;
    }
  }
}
