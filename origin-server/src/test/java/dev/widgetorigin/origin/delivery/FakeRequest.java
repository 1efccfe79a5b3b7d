package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A request without a socket: {@code target} may have a query; header fields are name, value pairs.
 */
record FakeRequest(Method method, String path, String query, Map<String, String> fields)
    implements Request {
  static FakeRequest of(Method method, String target, String... headers) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      fields.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
    }
    int mark = target.indexOf('?');
    return mark < 0
        ? new FakeRequest(method, target, null, fields)
        : new FakeRequest(method, target.substring(0, mark), target.substring(mark + 1), fields);
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
  public String authority() {
    return "cdn.example.com";
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
