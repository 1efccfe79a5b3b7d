package dev.widgetorigin.store.object.s3;

import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;

/**
 * An HTTP proxy through which a bucket is asked: a tunnel where the bucket speaks TLS.
 *
 * @param host a name or an address, without brackets, e.g. {@code proxy.example.com}
 * @param user what it is told of who asks, and nobody behind it; null where it wants to know
 *     nothing
 */
public record BucketProxy(String host, int port, PasswordAuthentication user) {
  /** Without the password. */
  @Override
  public String toString() {
    return "http://" + host + ":" + port;
  }

  /** A connection that is not yet open. */
  HttpURLConnection connection(URI uri, Duration connect, Duration silence) {
    Proxy proxy = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(proxy);
      connection.setConnectTimeout((int) connect.toMillis());
      connection.setReadTimeout((int) silence.toMillis());
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      if (user != null) {
        connection.setAuthenticator(new OfProxy(user));
      }
      return connection;
    } catch (IOException e) {
      // Nothing has been asked yet: it can only be about the URL.
      throw new IllegalArgumentException(uri + " cannot be asked: " + e.getMessage(), e);
    }
  }

  /** A bucket that wants a password gets none of it. For one connection. */
  private static final class OfProxy extends Authenticator {
    private final PasswordAuthentication user;
    private boolean told;

    OfProxy(PasswordAuthentication user) {
      this.user = user;
    }

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      // A proxy that does not take it asks again, twenty times.
      boolean tells = getRequestorType() == RequestorType.PROXY && !told;
      told = true;
      return tells ? user : null;
    }
  }
}
