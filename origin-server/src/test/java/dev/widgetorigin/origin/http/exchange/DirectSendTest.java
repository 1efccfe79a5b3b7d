package dev.widgetorigin.origin.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over real sockets: what is sent past Netty's queue comes whole, in order, and is let go of. */
class DirectSendTest {
  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true, true);
  private final AtomicInteger writes = new AtomicInteger();
  private EventLoopGroup loops;
  private Socket client;
  private Channel channel;
  private Output output;

  /** Tells of the accepted channel. */
  @Sharable
  private static final class Accepted extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Channel> channel = new CompletableFuture<>();

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      channel.complete(ctx.channel());
    }
  }

  @BeforeEach
  void connect() throws Exception {
    assumeTrue(Epoll.isAvailable(), "epoll is Linux's; this system has none");
    loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    Accepted accepted = new Accepted();
    Channel server =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerSocketChannel.class)
            .childOption(ChannelOption.ALLOCATOR, memory)
            .childOption(ChannelOption.SO_SNDBUF, 8192)
            .childHandler(accepted)
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    client = new Socket();
    client.setReceiveBufferSize(8192);
    client.connect(server.localAddress());
    channel = accepted.channel.get();
    channel
        .pipeline()
        .addLast(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
                  throws Exception {
                writes.incrementAndGet();
                super.write(ctx, message, promise);
              }
            });
    output = onLoop(() -> Output.ofPlain(channel));
  }

  @AfterEach
  void holdsNothingInTheEnd() throws Exception {
    if (loops == null) {
      return;
    }
    client.close();
    onLoop(
        () -> {
          output.discard();
          return channel.close();
        });
    await()
        .untilAsserted(
            // One is kept for the loop's next reply.
            () ->
                assertThat(memory.metric().usedDirectMemory())
                    .isLessThanOrEqualTo(LoopBuffers.OCTETS));
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private <T> T onLoop(Callable<T> work) throws Exception {
    return channel.eventLoop().submit(work).get();
  }

  private ByteBuf numbered(int first, int length) {
    ByteBuf bytes = memory.directBuffer(length);
    for (int i = 0; i < length; i++) {
      bytes.writeByte(first + i);
    }
    return bytes;
  }

  private void assertRead(int length) throws IOException {
    InputStream in = client.getInputStream();
    byte[] expected = new byte[length];
    for (int i = 0; i < length; i++) {
      expected[i] = (byte) i;
    }
    assertThat(Arrays.equals(in.readNBytes(length), expected)).as("whole and in order").isTrue();
  }

  @Test
  void flush_oneBuffer_isSentPastTheQueue() throws Exception {
    onLoop(
        () -> {
          output.write(numbered(0, 1000), 1000);
          assertThat(output.pending()).isEqualTo(1000);
          assertThat(output.flushed()).isZero();
          output.flush();
          assertThat(output.pending()).isZero();
          assertThat(output.flushed()).isEqualTo(1000);
          return null;
        });
    assertRead(1000);
    assertThat(writes).hasValue(0);
  }

  @Test
  void flush_severalBuffers_goTogetherAndInOrder() throws Exception {
    onLoop(
        () -> {
          output.write(numbered(0, 300), 300);
          output.write(numbered(300, 300), 300);
          output.write(numbered(600, 400), 400);
          output.flush();
          return null;
        });
    assertRead(1000);
    assertThat(writes).hasValue(3);
  }

  @Test
  void flush_moreThanTheSocketTakes_theRestFollowsInOrder() throws Exception {
    int length = 4 << 20;
    onLoop(
        () -> {
          output.write(numbered(0, length), length);
          output.flush();
          assertThat(output.pending()).isPositive().isLessThan(length + 200);
          assertThat(output.flushed()).isPositive().isLessThan(length);
          // Something waits: it must not be overtaken.
          output.write(numbered(length, 1000), 1000);
          output.flush();
          return null;
        });
    assertRead(length + 1000);
    assertThat(writes).hasValue(2);
    await().untilAsserted(() -> assertThat(onLoop(output::pending)).isZero());
    assertThat(onLoop(output::flushed)).isEqualTo(length + 1000);
  }

  @Test
  void flush_clientIsGone_channelIsClosedAsByAnyFailedWrite() throws Exception {
    client.setSoLinger(true, 0);
    client.close();
    await().until(() -> !tell());
    assertThat(channel.isOpen()).isFalse();
  }

  private boolean tell() throws Exception {
    return onLoop(
        () -> {
          output.write(numbered(0, 1000), 1000);
          output.flush();
          return channel.isOpen();
        });
  }

  @Test
  void discard_heldBuffer_isLetGoOf() throws Exception {
    onLoop(
        () -> {
          output.write(numbered(0, 1000), 1000);
          output.discard();
          output.flush();
          return null;
        });
    assertThat(writes).hasValue(0);
  }

  @Test
  void of_aChannelThatIsNoSocket_isNone() {
    assertThat(DirectSend.socket(new EmbeddedChannel())).isNull();
  }
}
