package dev.widgetorigin.store;

/**
 * The store could not do what was asked. The message has no file-system path a client may not see.
 */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What went wrong, for callers that answer differently. */
  public enum Code {
    MISSING,
    CORRUPT,
    UNAVAILABLE,
    LOCKED,
    INCOMPATIBLE,
    /** A change that does not fit what the catalog holds now. */
    CONFLICT
  }

  private final Code code;

  public StoreException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public StoreException(Code code, String message) {
    this(code, message, null);
  }

  public Code code() {
    return code;
  }
}
