package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.web.Handler;
import java.nio.file.Path;
import java.time.InstantSource;

/** One handler behind a real socket, and a client that asks it in one of the protocols. */
public final class ProtocolServer implements AutoCloseable {
  private final TestServer server;
  private final ProtocolClient client;

  private ProtocolServer(TestServer server, ProtocolClient client) {
    this.server = server;
    this.client = client;
  }

  /** Puts the files of a certificate, where the protocol needs one, into {@code folder}. */
  public static ProtocolServer start(Protocol protocol, Handler handler, Path folder) {
    return start(protocol, handler, folder, InstantSource.system());
  }

  /** The same with another clock, of which a request may see the time of a millisecond ago. */
  public static ProtocolServer start(
      Protocol protocol, Handler handler, Path folder, InstantSource clock) {
    TestServer server =
        TestServer.start(
            Transport.AUTO,
            handler,
            builder ->
                (protocol.tls() ? builder.tls(TestCertificate.in(folder)) : builder).clock(clock));
    return new ProtocolServer(server, new ProtocolClient(protocol, server.port()));
  }

  public ProtocolClient client() {
    return client;
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
