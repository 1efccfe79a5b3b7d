package dev.widgetorigin.origin.http.exchange;

/** What a listener tells about its connections, for counters. Called on event loops: be quick. */
public interface ConnectionEvents {
  ConnectionEvents NONE = new ConnectionEvents() {};

  /** Why a connection was cut. */
  enum Cut {
    HEADER_TIMEOUT,
    IDLE_TIMEOUT,
    BODY_TIMEOUT,
    WRITE_TIMEOUT,
    HANDSHAKE,
    PROTOCOL,
    FLOOD
  }

  default void opened() {}

  default void closed() {}

  /** Closed at once because of the limits on connections. */
  default void overLimit() {}

  /** Answered by the listener itself because the message was not acceptable. */
  default void refused(int status) {}

  default void cut(Cut reason) {}
}
