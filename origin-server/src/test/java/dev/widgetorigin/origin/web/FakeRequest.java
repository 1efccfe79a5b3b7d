package dev.widgetorigin.origin.web;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A request without a socket and without content. */
public record FakeRequest(
    Method method,
    String path,
    String query,
    Map<String, String> fields,
    String peerAddress,
    String clientAddress,
    String authority,
    long receivedMillis)
    implements Request {
  /** Later than all that a test publishes. */
  private static final long RECEIVED = Instant.parse("2099-01-01T00:00:00Z").toEpochMilli();

  /**
   * From this machine, for {@code cdn.example.com}.
   *
   * @param target may have a query
   * @param fields names and values in turn; one whose value is null is not there
   */
  public static FakeRequest of(Method method, String target, String... fields) {
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i + 1] != null) {
        named.put(fields[i].toLowerCase(Locale.ROOT), fields[i + 1]);
      }
    }
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? null : target.substring(mark + 1);
    return new FakeRequest(
        method, path, query, named, "127.0.0.1", "127.0.0.1", "cdn.example.com", RECEIVED);
  }

  /** The same from another address. */
  public FakeRequest from(String address) {
    return new FakeRequest(
        method, path, query, fields, address, address, authority, receivedMillis);
  }

  /** The same for a client behind a trusted proxy, which this address is then. */
  public FakeRequest behindProxy(String client) {
    return new FakeRequest(
        method, path, query, fields, peerAddress, client, authority, receivedMillis);
  }

  /** The same for another host; null for none. */
  public FakeRequest at(String host) {
    return new FakeRequest(
        method, path, query, fields, peerAddress, clientAddress, host, receivedMillis);
  }

  /** The same at another time. */
  public FakeRequest receivedAt(Instant time) {
    return new FakeRequest(
        method, path, query, fields, peerAddress, clientAddress, authority, time.toEpochMilli());
  }

  @Override
  public String header(String lowerCaseName) {
    return fields.get(lowerCaseName);
  }

  @Override
  public boolean secure() {
    return false;
  }

  @Override
  public RequestBody body() {
    return RequestBody.EMPTY;
  }
}
