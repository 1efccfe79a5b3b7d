package dev.widgetorigin.bench.http;

import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.exchange.ReadBudget;
import dev.widgetorigin.origin.http.exchange.Service;
import dev.widgetorigin.origin.http.h1.Http1Protocol;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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
 * written. Beside it what it is instead of: Netty's decoder before a prebuilt head, and Netty's
 * codec both ways. {@code channelAlone} echoes an empty buffer and shows what the embedded channel
 * itself takes.
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

  private static final String DATE = "Sat, 21 Nov 2026 12:00:00 GMT";
  private static final Map<String, String> FIELDS =
      Map.of(
          "Content-Type",
          "text/javascript; charset=utf-8",
          "Cache-Control",
          "public, max-age=31536000, immutable",
          "ETag",
          "\"0123456789abcdef0123456789abcdef\"",
          "Content-Encoding",
          "br",
          "Vary",
          "Accept-Encoding");

  /** Octets of the body: one that is copied behind its head, and one that is not. */
  @Param({"610", "131072"})
  public int body;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EmbeddedChannel nettyDecoder = new EmbeddedChannel();
  private final EmbeddedChannel nettyCodec = new EmbeddedChannel();
  private final EmbeddedChannel alone = new EmbeddedChannel();
  private ByteBuf request;
  private ByteBuf content;

  /** One connection, kept alive. */
  @Setup(Level.Trial)
  public void connect() {
    request = Unpooled.directBuffer();
    request.writeCharSequence(REQUEST, StandardCharsets.US_ASCII);
    content = Unpooled.directBuffer(body).writeZero(body);
    HeaderBlock.Builder headers = HeaderBlock.builder();
    DefaultHttpHeaders nettyHeaders = new DefaultHttpHeaders();
    FIELDS.forEach(
        (name, value) -> {
          headers.add(name, value);
          nettyHeaders.add(name, value);
        });
    headers.add("Content-Length", Integer.toString(body));
    nettyHeaders.add("Content-Length", Integer.toString(body));
    Reply reply = new Reply(200, headers.build(), new Body.Memory(content));
    ListenerContext listener = listener(reply);
    LoopState loop = listener.loop(channel.eventLoop());
    channel.pipeline().addLast(new Http1Protocol(List.of()).connect(listener, channel, loop));
    nettyDecoder.pipeline().addLast(new HttpRequestDecoder(), new Prebuilt(nettyHeaders, content));
    nettyCodec.pipeline().addLast(new HttpServerCodec(), new Encoded(nettyHeaders, content));
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
    for (EmbeddedChannel each : List.of(channel, nettyDecoder, nettyCodec)) {
      if (exchange(each) < body) {
        throw new IllegalStateException("no answer");
      }
    }
  }

  private ListenerContext listener(Reply reply) {
    Service service =
        Service.of(
            (asked, responder) -> {
              content.retain();
              responder.send(reply);
            },
            problem -> {
              throw new IllegalStateException(problem.detail());
            },
            InstantSource.system());
    return new ListenerContext(
        service, Runnable::run, Runnable::run, new ReadBudget(1 << 20), false, false);
  }

  /** Answers what Netty has decoded with one buffer for the head and one for the body. */
  private static final class Prebuilt extends ChannelInboundHandlerAdapter {
    private final byte[] head;
    private final ByteBuf content;

    Prebuilt(HttpHeaders headers, ByteBuf content) {
      StringBuilder text = new StringBuilder("HTTP/1.1 200 OK\r\nDate: " + DATE + "\r\n");
      headers.forEach(
          field -> text.append(field.getKey() + ": " + field.getValue()).append("\r\n"));
      this.head = text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
      this.content = content;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      if (message instanceof LastHttpContent) {
        ByteBuf out = context.alloc().directBuffer(head.length).writeBytes(head);
        var unusedHead = context.write(out, context.voidPromise());
        var unused = context.writeAndFlush(content.retainedDuplicate(), context.voidPromise());
      }
    }
  }

  /** Answers what Netty has decoded with a message for Netty to encode. */
  private static final class Encoded extends ChannelInboundHandlerAdapter {
    private final HttpHeaders headers;
    private final ByteBuf content;

    Encoded(HttpHeaders headers, ByteBuf content) {
      this.headers = headers;
      this.content = content;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
      if (message instanceof LastHttpContent) {
        HttpResponse response =
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content.retainedDuplicate());
        response.headers().add(headers).add("Date", DATE);
        var unused = context.writeAndFlush(response, context.voidPromise());
      }
    }
  }

  /** Lets go of everything. */
  @TearDown(Level.Trial)
  public void disconnect() {
    channel.finishAndReleaseAll();
    nettyDecoder.finishAndReleaseAll();
    nettyCodec.finishAndReleaseAll();
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
  public int nettyDecoder() {
    return exchange(nettyDecoder);
  }

  @Benchmark
  public int nettyCodec() {
    return exchange(nettyCodec);
  }

  @Benchmark
  public int channelAlone() {
    return exchange(alone);
  }
}
