package dev.widgetorigin.origin.web.async;

/** Cannot be told of either, like many an error where memory is short. */
public final class Unspeakable extends Error {
  private static final long serialVersionUID = 1;

  @Override
  public String getMessage() {
    throw new OutOfMemoryError("no memory to say so");
  }
}
