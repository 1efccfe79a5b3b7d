package dev.widgetorigin.origin.console.call;

import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * A call that the console makes for somebody: it comes from where their request came from.
 *
 * @param fields by their names in lower case
 */
public record InnerRequest(
    Request outer,
    Method method,
    String path,
    String query,
    Map<String, String> fields,
    RequestBody body)
    implements Request {

  static RequestBody content(byte[] bytes) {
    return new RequestBody() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public Path file() {
        return null;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  @Override
  public String header(String lowerCaseName) {
    return fields.get(lowerCaseName);
  }

  @Override
  public String peerAddress() {
    return outer.peerAddress();
  }

  @Override
  public String clientAddress() {
    return outer.clientAddress();
  }

  @Override
  public String authority() {
    return outer.authority();
  }

  @Override
  public long receivedMillis() {
    return outer.receivedMillis();
  }

  @Override
  public boolean secure() {
    return outer.secure();
  }
}
