package dev.widgetorigin.origin.http.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * Shakes hands with a server context in memory. A key that does not belong to the certificate is
 * found here and not by the first client. The client is of the same library as the server: the
 * JDK's own would load and run some hundred classes for it, a quarter of a second of a start.
 */
final class TlsSelfCheck {
  private static final int MOST_STEPS = 200;

  private final SSLEngine client;
  private final SSLEngine server;
  private final ByteBuffer toServer = ByteBuffer.allocate(128 * 1024);
  private final ByteBuffer toClient = ByteBuffer.allocate(128 * 1024);
  private final ByteBuffer plain = ByteBuffer.allocate(64 * 1024);

  private TlsSelfCheck(SSLEngine client, SSLEngine server) {
    this.client = client;
    this.server = server;
  }

  static void run(SslContext context) throws SSLException {
    SslContext trusting =
        SslContextBuilder.forClient()
            .sslProvider(context instanceof OpenSslContext ? SslProvider.OPENSSL : SslProvider.JDK)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm("")
            .build();
    ByteBufAllocator buffers = UnpooledByteBufAllocator.DEFAULT;
    SSLEngine client = trusting.newEngine(buffers);
    SSLEngine server = context.newEngine(buffers);
    try {
      new TlsSelfCheck(client, server).shakeHands();
    } finally {
      ReferenceCountUtil.release(server);
      ReferenceCountUtil.release(client);
      ReferenceCountUtil.release(trusting);
    }
  }

  private void shakeHands() throws SSLException {
    client.beginHandshake();
    server.beginHandshake();
    for (int i = 0; i < MOST_STEPS; i++) {
      step(client, toServer, toClient);
      step(server, toClient, toServer);
      if (idle(client) && idle(server)) {
        return;
      }
    }
    throw new SSLException("the handshake with the certificate does not come to an end");
  }

  private void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
    Runnable task = engine.getDelegatedTask();
    if (task != null) {
      task.run();
    }
    engine.wrap(ByteBuffer.allocate(0), out);
    in.flip();
    plain.clear();
    engine.unwrap(in, plain);
    in.compact();
  }

  private static boolean idle(SSLEngine engine) {
    return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
        && engine.getSession().isValid();
  }
}
