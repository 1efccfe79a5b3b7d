package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.origin.web.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An HTTP/1.1 exchange from octets to octets on an embedded channel: head parsed, a shared reply
 * written. {@code channelAlone} echoes an empty buffer and shows what the embedded channel itself
 * takes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Http1Benchmark {
  @SuppressWarnings("StringConcatToTextBlock") // a text block would not show its CRLFs
  private static final String REQUEST =
      "GET /msr-webchat/v1.2.3/msr-webchat.umd.js HTTP/1.1\r\n"
          + "Host: cdn.example.com\r\n"
          + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0\r\n"
          + "Accept: */*\r\n"
          + "Accept-Encoding: gzip, deflate, br, zstd\r\n"
          + "Sec-Fetch-Mode: no-cors\r\n\r\n";

  /** Octets of the body: one that is copied behind its head, and one that is not. */
  @Param({"610", "131072"})
  public int body;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EmbeddedChannel alone = new EmbeddedChannel();
  private ByteBuf request;
  private ByteBuf content;

  /** One connection, kept alive. */
  @Setup(Level.Trial)
  public void connect() {
    request = Unpooled.directBuffer();
    request.writeCharSequence(REQUEST, StandardCharsets.US_ASCII);
    content = Unpooled.directBuffer(body).writeZero(body);
    HeaderBlock headers =
        HeaderBlock.builder()
            .add("Content-Type", "text/javascript; charset=utf-8")
            .add("Cache-Control", "public, max-age=31536000, immutable")
            .add("ETag", "\"0123456789abcdef0123456789abcdef\"")
            .add("Content-Encoding", "br")
            .add("Vary", "Accept-Encoding")
            .add("Content-Length", Integer.toString(body))
            .build();
    Reply reply = new Reply(200, headers, new Body.Memory(content));
    Listener.Builder builder =
        Listener.builder(
                "bench",
                (asked, responder) -> {
                  content.retain();
                  responder.send(reply);
                },
                problem -> {
                  throw new IllegalStateException(problem.detail());
                })
            .clock(InstantSource.system());
    ListenerContext listener = new ListenerContext(builder, null, Runnable::run, false);
    LoopState loop = listener.loop(channel.eventLoop());
    channel.pipeline().addLast(new Http1Connection(listener, channel, loop));
    alone
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                ((ByteBuf) message).release();
                var unused = context.writeAndFlush(Unpooled.EMPTY_BUFFER, context.voidPromise());
              }
            });
    if (exchange(channel) < body) {
      throw new IllegalStateException("no answer");
    }
  }

  /** Lets go of everything. */
  @TearDown(Level.Trial)
  public void disconnect() {
    channel.finishAndReleaseAll();
    alone.finishAndReleaseAll();
    request.release();
    content.release();
  }

  private int exchange(EmbeddedChannel with) {
    with.writeInbound(request.retainedDuplicate());
    int octets = 0;
    for (ByteBuf out = with.readOutbound(); out != null; out = with.readOutbound()) {
      octets += out.readableBytes();
      out.release();
    }
    return octets;
  }

  @Benchmark
  public int exchange() {
    return exchange(channel);
  }

  @Benchmark
  public int channelAlone() {
    return exchange(alone);
  }
}
