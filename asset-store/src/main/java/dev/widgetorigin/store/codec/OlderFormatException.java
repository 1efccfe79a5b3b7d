package dev.widgetorigin.store.codec;

import dev.widgetorigin.store.StoreException;

/**
 * What was read is intact and of a format that is no longer read. Only for what can be made again
 * from the log.
 */
public final class OlderFormatException extends StoreException {
  private static final long serialVersionUID = 1;

  OlderFormatException(String message) {
    super(Code.CORRUPT, message);
  }
}
