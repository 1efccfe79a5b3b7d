package dev.widgetorigin.origin.web;

/** Takes the reply of one request: exactly one call, from any thread. */
@FunctionalInterface
public interface Responder {
  void send(Reply reply);
}
