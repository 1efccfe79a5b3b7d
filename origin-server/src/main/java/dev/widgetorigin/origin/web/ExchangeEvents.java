package dev.widgetorigin.origin.web;

/**
 * Told of every request after its reply was handed to the socket (or the client went away), those
 * the listener refused itself included. Called on an event loop, once a request: must not block and
 * should not allocate. The request is valid only during the call.
 */
@FunctionalInterface
public interface ExchangeEvents {
  ExchangeEvents NONE = (request, reply, bytes, nanos) -> {};

  /**
   * @param request null where not even its first line could be read
   * @param bytes of content that were sent
   * @param nanos from the request's complete head to the end of its reply
   */
  void completed(Request request, Reply reply, long bytes, long nanos);
}
