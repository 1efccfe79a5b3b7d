package dev.widgetorigin.bench;

import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import java.util.Map;

/** A GET without a socket. */
public record BenchRequest(String path, Map<String, String> fields) implements Request {
  @Override
  public Method method() {
    return Method.GET;
  }

  @Override
  public String query() {
    return null;
  }

  @Override
  public String header(String lowerCaseName) {
    return fields.get(lowerCaseName);
  }

  @Override
  public String peerAddress() {
    return "127.0.0.1";
  }

  @Override
  public String clientAddress() {
    return "127.0.0.1";
  }

  @Override
  public String authority() {
    return "cdn.example.com";
  }

  @Override
  public long receivedMillis() {
    return System.currentTimeMillis();
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
