package dev.widgetorigin.store.object;

/** What became of an attempt to create an object. */
public enum Creation {
  /** The object is there, durable, and this call made it. */
  CREATED,
  /** An object was there under that key, by another caller or by this one before. Durable. */
  TAKEN,
  /**
   * The answer was lost: the object may be there, or be there in a while, and then it is this one.
   * Reading it back settles it; time does not.
   */
  UNKNOWN
}
