package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.Http2Client;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/** Netty's HTTP/2 without a socket; it answers as the other side of the comparison does. */
final class Http2NettyWire implements AutoCloseable {
  private static final int LARGEST_HEAD = 1 << 20;

  /** A header block as it came, whatever the codec thinks of it. */
  record Block(Http2Headers headers, boolean ends) {}

  private final EmbeddedChannel channel;
  private final Http2Understood understood;
  final Map<Integer, Block> heads = new HashMap<>();
  final Map<Integer, Block> trailers = new HashMap<>();
  private Throwable failure;
  private final Map<Integer, ByteArrayOutputStream> contents = new HashMap<>();

  Http2NettyWire(Http2Understood understood) {
    this.understood = understood;
    Http2Settings settings = Http2Settings.defaultSettings().maxHeaderListSize(LARGEST_HEAD);
    this.channel =
        new EmbeddedChannel(
            new Blocks(),
            // Its guards against floods are not what is compared.
            Http2FrameCodecBuilder.forServer()
                .initialSettings(settings)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(0)
                .decoderEnforceMaxRstFramesPerWindow(0, 0)
                .decoderEnforceMaxSmallContinuationFrames(1000)
                .build(),
            new Reader());
    take();
  }

  void write(byte[] octets) {
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.copiedBuffer(octets));
      channel.runPendingTasks();
      if (failure != null) {
        throw new IllegalStateException(failure);
      }
      take();
    }
  }

  private void take() {
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      understood.sent(out);
      out.release();
    }
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A write that fails is seen by what does not come.
  private final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof Http2HeadersFrame frame) {
        headers(ctx, frame);
      } else if (message instanceof Http2DataFrame frame) {
        contents.get(frame.stream().id()).writeBytes(ByteBufUtil.getBytes(frame.content()));
        int taken = frame.initialFlowControlledBytes();
        if (taken > 0) {
          ctx.write(new DefaultHttp2WindowUpdateFrame(taken).stream(frame.stream()));
        }
        endsIf(frame.isEndStream(), ctx, frame.stream());
      }
      ReferenceCountUtil.release(message);
    }

    private void headers(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
      contents.putIfAbsent(frame.stream().id(), new ByteArrayOutputStream());
      endsIf(frame.isEndStream(), ctx, frame.stream());
    }

    private void endsIf(boolean ends, ChannelHandlerContext ctx, Http2FrameStream frameStream) {
      if (!ends) {
        return;
      }
      int id = frameStream.id();
      Http2Headers headers = heads.get(id).headers();
      understood.request(id, Http2Understood.text(headers, contents.get(id).toByteArray()));
      int size =
          Http2Understood.answerOctets(
              String.valueOf(headers.method()), String.valueOf(headers.path()));
      Http2Headers answer = new DefaultHttp2Headers().status("200");
      ctx.write(new DefaultHttp2HeadersFrame(answer, size == 0).stream(frameStream));
      if (size > 0) {
        ByteBuf body = Unpooled.wrappedBuffer(new byte[size]);
        ctx.write(new DefaultHttp2DataFrame(body, true).stream(frameStream));
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // A stream error; the codec leaves it to its user to reset the stream.
      if (cause instanceof Http2FrameStreamException error) {
        ctx.writeAndFlush(new DefaultHttp2ResetFrame(error.error()).stream(error.stream()));
      } else if (!(cause instanceof Http2Exception)) {
        failure = cause;
      }
    }
  }

  /** Reads header blocks before the codec does, which leaves out or changes some fields. */
  private final class Blocks extends ChannelInboundHandlerAdapter {
    private final Http2FrameReader reader = new DefaultHttp2FrameReader(false);
    private final ByteBuf unread = Unpooled.buffer();
    private boolean begun;
    private boolean ended;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf in = (ByteBuf) message;
      unread.writeBytes(in, in.readerIndex(), in.readableBytes());
      if (!begun && unread.readableBytes() >= Http2Client.PREFACE.length) {
        begun = true;
        unread.skipBytes(Http2Client.PREFACE.length);
      }
      boolean more = begun && !ended;
      while (more) {
        try {
          reader.readFrame(ctx, unread, new Listener());
          more = false;
        } catch (Http2Exception e) {
          ended = !Http2Exception.isStreamError(e);
          more = !ended;
        }
      }
      ctx.fireChannelRead(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      reader.close();
      unread.release();
    }
  }

  private final class Listener extends Http2FrameAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean ends) {
      Block block = new Block(headers, ends);
      if (heads.putIfAbsent(id, block) != null) {
        trailers.put(id, block);
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int id,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean ends) {
      onHeadersRead(ctx, id, headers, padding, ends);
    }
  }
}
