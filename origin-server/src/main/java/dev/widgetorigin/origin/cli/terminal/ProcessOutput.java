package dev.widgetorigin.origin.cli.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;

/**
 * The standard output of a process, which remembers what could not be written: a file on a full
 * disk would otherwise be cut short, and the command end as if all were well. Not thread-safe.
 */
public final class ProcessOutput extends PrintWriter {
  private final Remembering stream;

  public ProcessOutput(OutputStream out, Charset charset) {
    this(new Remembering(out), charset);
  }

  private ProcessOutput(Remembering stream, Charset charset) {
    super(stream, true, charset);
    this.stream = stream;
  }

  /**
   * Why not all of it could be written; null where it could. Whoever reads only the beginning, as
   * {@code head} does, has had what it wants: a pipe that nobody reads any more is no trouble.
   */
  String trouble() {
    flush();
    IOException failure = stream.failure;
    if (failure == null) {
      return null;
    }
    String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return why.toLowerCase(Locale.ROOT).contains("broken pipe") ? null : why;
  }

  private static final class Remembering extends FilterOutputStream {
    private IOException failure;

    Remembering(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }
}
