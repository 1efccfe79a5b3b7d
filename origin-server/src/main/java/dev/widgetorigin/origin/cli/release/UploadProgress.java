package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.Sizes;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** An upload with a bar on a terminal, and one plain line elsewhere. */
final class UploadProgress implements AutoCloseable {
  private final Path file;
  private final ProgressBar bar;

  UploadProgress(Terminal terminal, Path file, boolean quiet) {
    this.file = file;
    this.bar = terminal.errIsTerminal() && !quiet ? bar(size(file)) : null;
    if (bar == null && !quiet) {
      terminal.warn("uploading " + Sizes.text(size(file)));
    }
  }

  private static ProgressBar bar(long size) {
    return new ProgressBarBuilder()
        .setTaskName("uploading")
        .setInitialMax(size)
        .setUnit(" kB", 1000)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(100)
        .build();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content with its length said beforehand, so that an origin can refuse it unread. */
  BodyPublisher body() {
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(this::open), Math.max(1, size(file)));
  }

  private InputStream open() {
    try {
      InputStream in = Files.newInputStream(file);
      return bar == null ? in : new Counting(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private final class Counting extends FilterInputStream {
    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read > 0) {
        bar.stepBy(read);
      }
      return read;
    }
  }
}
