package dev.widgetorigin.resolver;

/**
 * Thrown when a text is not a version, range, name or selector. The message says what was expected,
 * what was found and where.
 */
public final class ResolverException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What kind of text was refused. */
  public enum Code {
    VERSION,
    RANGE,
    WIDGET_NAME,
    SELECTOR,
    CHANNEL
  }

  private final Code code;
  private final int offset;

  public ResolverException(Code code, int offset, String message) {
    super(message);
    this.code = code;
    this.offset = offset;
  }

  public Code code() {
    return code;
  }

  /** Zero-based index of the first offending character, or -1 where the whole text is wrong. */
  public int offset() {
    return offset;
  }
}
