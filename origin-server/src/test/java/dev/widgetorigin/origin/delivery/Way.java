package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.http.Protocol;
import java.util.Arrays;
import java.util.List;

/**
 * How a test's requests come to the handler: called, or over a socket in each of the protocols.
 *
 * <p>The system property {@code delivery.way} leaves one of them, e.g. {@code CALL} for mutation
 * tests, to whose rules the protocol makes no difference.
 */
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

  /** Those that tests go. */
  static List<Way> ways() {
    String only = System.getProperty("delivery.way");
    return only == null ? Arrays.asList(values()) : List.of(valueOf(only));
  }
}
