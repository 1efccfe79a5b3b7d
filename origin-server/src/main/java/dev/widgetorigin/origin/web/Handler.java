package dev.widgetorigin.origin.web;

/**
 * Answers requests. Called on an event loop: must not block; what may block goes to an executor and
 * answers from there.
 */
@FunctionalInterface
public interface Handler {
  /**
   * Answers one request, at once or later from another thread. What it throws before it has
   * answered is logged, and answered 500.
   */
  void handle(Request request, Responder responder);

  /**
   * Decides from the head whether a request may send its content, and how much. Called only for
   * requests that have content, on an event loop, before any of it is read. Unless a handler says
   * otherwise nobody reads it.
   */
  default Admission admit(Request request) {
    return new Admission.Admitted(0, this);
  }
}
