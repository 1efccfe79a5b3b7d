package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.http.Protocol;

/** How a test's requests come to the handler: called, or over a socket in each of the protocols. */
enum Way {
  CALL(null),
  HTTP1(Protocol.HTTP1),
  HTTP1_TLS(Protocol.HTTP1_TLS),
  H2C(Protocol.H2C),
  H2_TLS(Protocol.H2_TLS);

  /** Null where there is no socket. */
  final Protocol protocol;

  Way(Protocol protocol) {
    this.protocol = protocol;
  }
}
