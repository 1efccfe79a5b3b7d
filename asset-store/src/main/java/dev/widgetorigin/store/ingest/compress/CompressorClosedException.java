package dev.widgetorigin.store.ingest.compress;

import java.io.IOException;

/** A bundle was not compressed because the compressor is closed: the origin is about to end. */
public final class CompressorClosedException extends IOException {
  private static final long serialVersionUID = 1;

  CompressorClosedException(Throwable cause) {
    super("the compressor is closed", cause);
  }
}
