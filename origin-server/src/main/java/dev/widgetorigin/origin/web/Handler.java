package dev.widgetorigin.origin.web;

/**
 * Answers requests. Called on an event loop: must not block; what may block goes to an executor and
 * answers from there.
 */
@FunctionalInterface
public interface Handler {
  void handle(Request request, Responder responder);
}
