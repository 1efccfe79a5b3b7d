package dev.widgetorigin.origin.web;

/** Takes the reply of one request: exactly one call, from any thread. */
@FunctionalInterface
public interface Responder {
  /** Takes over the reply's body. A second reply is logged and thrown away. Never blocks. */
  void send(Reply reply);
}
