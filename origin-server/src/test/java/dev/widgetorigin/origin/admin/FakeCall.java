package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/** A request without a socket. */
record FakeCall(
    Method method,
    String path,
    String query,
    Map<String, String> fields,
    byte[] content,
    String peerAddress)
    implements Request {
  @Override
  public String clientAddress() {
    return peerAddress;
  }

  @Override
  public String header(String lowerCaseName) {
    return fields.get(lowerCaseName);
  }

  @Override
  public String authority() {
    return "origin.example";
  }

  @Override
  public long receivedMillis() {
    return 0;
  }

  @Override
  public boolean secure() {
    return false;
  }

  @Override
  public RequestBody body() {
    return new RequestBody() {
      @Override
      public long length() {
        return content.length;
      }

      @Override
      public Path file() {
        return null;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(content);
      }
    };
  }
}
