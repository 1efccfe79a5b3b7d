package dev.widgetorigin.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.ReadBudget;
import dev.widgetorigin.origin.http.exchange.Service;
import dev.widgetorigin.origin.http.h1.Http1Protocol;
import dev.widgetorigin.origin.http.h2.Http2Protocol;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise: a hot answer takes no buffer but those that its event loop has already. */
class AllocationsTest {
  private static final int REQUESTS = 100;
  private static final byte[] HTTP1 =
      "GET /w HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final RecordingAllocator memory = new RecordingAllocator();
  private final EmbeddedChannel channel = new EmbeddedChannel(new Socket());
  private ByteBuf content;
  private int answered;

  /** Takes all that is written, as a socket with room does. */
  private static final class Socket extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
    }
  }

  private static final class RecordingAllocator extends AbstractByteBufAllocator {
    private int buffers;

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      buffers++;
      return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      buffers++;
      return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    content.release();
  }

  /** What connections are made of; every request is answered with so many octets at once. */
  private ListenerContext listener(int length) {
    content = Unpooled.directBuffer(length).writeZero(length);
    HeaderBlock headers =
        HeaderBlock.builder().add("Content-Length", Integer.toString(length)).build();
    channel.config().setAllocator(memory);
    Service service =
        Service.of(
            (request, responder) -> {
              answered++;
              Body body = new Body.Memory(content.retainedDuplicate());
              responder.send(new Reply(200, headers, body));
            },
            TestServer::problem,
            InstantSource.fixed(Instant.EPOCH));
    return new ListenerContext(
        service, Runnable::run, Runnable::run, new ReadBudget(1 << 20), false, true);
  }

  private void send(byte[] octets) {
    channel.writeInbound(Unpooled.wrappedBuffer(octets));
  }

  @ParameterizedTest
  @ValueSource(ints = {610, 11_000, 131_000})
  void http1_hotAnswer_takesNoNewBuffer(int length) {
    ListenerContext listener = listener(length);
    LoopState loop = listener.loop(channel.eventLoop());
    channel.pipeline().addLast(new Http1Protocol(List.of()).connect(listener, channel, loop));
    send(HTTP1);
    int before = memory.buffers;
    for (int i = 0; i < REQUESTS; i++) {
      send(HTTP1);
    }
    assertThat(answered).isEqualTo(REQUESTS + 1);
    assertThat(memory.buffers - before).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {610, 11_000})
  void http2_hotAnswer_takesNoNewBuffer(int length) {
    ListenerContext listener = listener(length);
    LoopState loop = listener.loop(channel.eventLoop());
    channel.pipeline().addLast(new Http2Protocol().connect(listener, channel, loop));
    send(Http2Client.PREFACE);
    send(Http2Client.octets(Http2Client.SETTINGS, 0, 0));
    // A window for all answers.
    send(Http2Client.octets(Http2Client.WINDOW_UPDATE, 0, 0, new byte[] {0x10, 0, 0, 0}));
    request(1);
    int before = memory.buffers;
    for (int i = 1; i <= REQUESTS; i++) {
      request(2 * i + 1);
    }
    assertThat(answered).isEqualTo(REQUESTS + 1);
    assertThat(memory.buffers - before).isZero();
  }

  private void request(int stream) {
    send(
        Http2Client.octets(
            Http2Client.HEADERS,
            Http2Client.END_STREAM | Http2Client.END_HEADERS,
            stream,
            Http2Client.block("GET", "/w")));
  }

  @Test
  void slowSocket_takesBuffers_soTheMeasureMeasures() {
    channel.pipeline().remove(Socket.class);
    ListenerContext listener = listener(610);
    LoopState loop = listener.loop(channel.eventLoop());
    channel.pipeline().addLast(new Http1Protocol(List.of()).connect(listener, channel, loop));
    for (int i = 0; i < REQUESTS; i++) {
      send(HTTP1);
    }
    assertThat(memory.buffers).isGreaterThanOrEqualTo(REQUESTS / 2);
  }
}
