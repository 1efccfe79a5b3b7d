package dev.widgetorigin.origin.web;

/**
 * A request whose message syntax has been checked, on any HTTP version. Valid until its reply is
 * sent.
 */
public interface Request {
  Method method();

  /**
   * The path as it came, still percent-encoded, without query; begins with {@code /}. {@code *} for
   * {@code OPTIONS *}.
   */
  String path();

  /** The query as it came, without {@code ?}; null where there is none. */
  String query();

  /**
   * The field's value, several lines joined with {@code ", "} (RFC 9110 §5.2); null where absent.
   * Name in lower case.
   */
  String header(String lowerCaseName);

  /** The numeric address of the other end of the connection. */
  String peerAddress();

  /**
   * The numeric address of the client: what a trusted proxy says in {@code X-Forwarded-For}, else
   * {@link #peerAddress()}. Shares of what there is go by this.
   */
  String clientAddress();

  /** Host and port as the client named them (Host or :authority); null in HTTP/1.0 without Host. */
  String authority();

  boolean secure();

  /**
   * When its head was complete, in milliseconds since 1970; all requests that came in one read have
   * the same, and it may be a millisecond late. Spares the hot path a look at the clock.
   */
  long receivedMillis();

  /** Only on the control listener (and bounded beacons); {@link RequestBody#EMPTY} otherwise. */
  RequestBody body();
}
