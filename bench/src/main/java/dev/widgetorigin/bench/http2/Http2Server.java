package dev.widgetorigin.bench.http2;

import dev.widgetorigin.origin.config.listener.TlsConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.WeightedFairQueueByteDistributor;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Serves files from memory over HTTP/2 and nothing else, with the transport, allocator, TLS library
 * and socket options of the origin. Arguments: {@code listener} (the origin's own), {@code codec}
 * (Http2FrameCodec) or {@code frames} (the bare frame reader and writer), the port, the folder of
 * the files, and for TLS certificate and key.
 */
public final class Http2Server {
  /** As many streams at a time as the other peers allow. */
  private static final int STREAMS = 256;

  private static final int LARGEST_FRAME = 16 * 1024;

  private final boolean codec;
  private final Path folder;

  /** Null for cleartext. */
  private final SslContext tls;

  private Http2Server(boolean codec, Path folder, SslContext tls) {
    this.codec = codec;
    this.folder = folder;
    this.tls = tls;
  }

  public static void main(String[] args) throws IOException {
    if (args[0].equals("listener")) {
      TlsConfig tls =
          args.length > 3
              ? new TlsConfig(Path.of(args[3]), Path.of(args[4]), Duration.ZERO)
              : TlsConfig.OFF;
      OriginHandler.serve(Answers.of(Path.of(args[2])), Integer.parseInt(args[1]), tls);
      return;
    }
    SslContext tls = args.length > 3 ? tls(Path.of(args[3]), Path.of(args[4])) : null;
    Http2Server server = new Http2Server(args[0].equals("codec"), Path.of(args[2]), tls);
    server.start(Integer.parseInt(args[1]));
  }

  private static SslContext tls(Path certificate, Path key) throws IOException {
    return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
        .sslProvider(SslProvider.OPENSSL)
        .protocols("TLSv1.3")
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2))
        .build();
  }

  static Http2Settings settings() {
    return new Http2Settings().maxConcurrentStreams(STREAMS);
  }

  /** With one event loop, as there is one core. */
  private void start(int port) throws IOException {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Answers answers = Answers.of(folder);
    int least = tls == null ? 64 * 1024 : 32 * 1024;
    new ServerBootstrap()
        .group(group)
        .channel(EpollServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(least, tls == null ? 4 * least : 2 * least))
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                prepare(channel, answers);
              }
            })
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .syncUninterruptibly();
  }

  private void prepare(Channel channel, Answers answers) {
    if (tls != null) {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
    }
    if (codec) {
      channel.pipeline().addLast(codec(), new CodecHandler(answers));
    } else {
      channel.pipeline().addLast(new BareHandler(answers));
    }
  }

  /** By default it cuts content into frames of 1 kB; that is mended as gRPC does it. */
  private static Http2FrameCodec codec() {
    Http2FrameCodec codec = Http2FrameCodecBuilder.forServer().initialSettings(settings()).build();
    Http2Connection connection = codec.connection();
    WeightedFairQueueByteDistributor turns = new WeightedFairQueueByteDistributor(connection);
    turns.allocationQuantum(LARGEST_FRAME);
    connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, turns));
    return codec;
  }
}
