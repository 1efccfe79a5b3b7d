package dev.widgetorigin.origin.cli.inspect;

import java.util.Locale;

/** Kinds of what a bundle does to a page; {@code --fail-on} takes their names in small letters. */
enum Kind {
  /** Names that are new on {@code window}. */
  GLOBALS,
  /**
   * Built-ins that were replaced, removed or added to: {@code fetch}, {@code +Array.prototype.x}.
   */
  BUILTINS,
  /** Event listeners on {@code window} and {@code document}: {@code window scroll}. */
  LISTENERS,
  /** Other hosts that it turned to. */
  HOSTS,
  COOKIES,
  /** {@code localStorage key}, {@code indexedDB name}, {@code serviceWorker scope}. */
  STORAGE,
  /** Code made of text: {@code eval}, {@code Function} and their like. */
  EVAL,
  /** Uncaught errors and errors on the console. */
  ERRORS,
  /** What a strict Content-Security-Policy with Trusted Types would refuse. */
  CSP;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
