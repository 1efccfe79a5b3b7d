package dev.widgetorigin.origin.http.h1;

/**
 * Where an HTTP/1 connection stands.
 *
 * <pre>
 * HEAD -> [CONTENT] -> HANDLER -> WRITING -> HEAD …
 *   any of them -> FINISHING (flush, then shut down the output) -> LINGER (discard input) -> CLOSED
 * </pre>
 */
enum Http1State {
  /** Reads a request's head, or waits for one. */
  HEAD,
  /** Reads a request's content. */
  CONTENT,
  /** The handler is at work. */
  HANDLER,
  /** The reply is being queued. */
  WRITING,
  /** What is queued is sent, and nothing more is read. */
  FINISHING,
  /** The output has ended; the client is given a moment to end its own. */
  LINGER,
  CLOSED;

  /** Whether nothing more of what comes is read. */
  boolean over() {
    return compareTo(FINISHING) >= 0;
  }
}
