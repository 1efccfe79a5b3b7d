package dev.widgetorigin.bench.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2FrameWriter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The least that can be put around Netty's frame reader, frame writer and HPACK so that a client is
 * answered: windows and turns of streams. No limits, no time-outs, no defence against floods.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the connection anyway.
final class BareHandler extends ByteToMessageDecoder {
  private static final int LARGEST_FRAME = 16 * 1024;

  private static final class Stream {
    final int id;
    long window;
    ByteBuf body;
    boolean queued;

    Stream(int id, long window, ByteBuf body) {
      this.id = id;
      this.window = window;
      this.body = body;
    }
  }

  private final Answers answers;
  private final Http2FrameReader reader = new DefaultHttp2FrameReader();
  private final Http2FrameWriter writer = new DefaultHttp2FrameWriter();
  private final Frames frames = new Frames();
  private final IntObjectHashMap<Stream> streams = new IntObjectHashMap<>();
  private final ArrayDeque<Stream> ready = new ArrayDeque<>();
  private boolean prefaceRead;
  private long window = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
  private long initialWindow = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

  BareHandler(Answers answers) {
    this.answers = answers;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    writer.writeSettings(ctx, Http2Server.settings(), ctx.newPromise());
    ctx.flush();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Http2Exception {
    if (!prefaceRead) {
      int length = Http2CodecUtil.connectionPrefaceBuf().readableBytes();
      if (in.readableBytes() < length) {
        return;
      }
      in.skipBytes(length);
      prefaceRead = true;
    }
    reader.readFrame(ctx, in, frames);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    turns(ctx);
    ctx.flush();
    super.channelReadComplete(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      turns(ctx);
      ctx.flush();
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    streams.values().forEach(stream -> stream.body.release());
    streams.clear();
    ready.clear();
    reader.close();
    writer.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private void request(ChannelHandlerContext ctx, int id, Http2Headers headers) {
    Answers.Answer answer = answers.get(headers.path());
    if (answer == null) {
      writer.writeRstStream(ctx, id, Http2Error.INTERNAL_ERROR.code(), ctx.newPromise());
      return;
    }
    Stream stream = new Stream(id, initialWindow, answer.body.retainedDuplicate());
    streams.put(id, stream);
    writer.writeHeaders(ctx, id, answers.headers(answer), 0, false, ctx.newPromise());
    enqueue(stream);
    turns(ctx);
  }

  private void enqueue(Stream stream) {
    if (!stream.queued && stream.window > 0) {
      stream.queued = true;
      ready.addLast(stream);
    }
  }

  /** A frame of each stream in turn. */
  private void turns(ChannelHandlerContext ctx) {
    while (window > 0 && !ready.isEmpty() && ctx.channel().isWritable()) {
      Stream stream = ready.pollFirst();
      stream.queued = false;
      long most = Math.min(Math.min(window, stream.window), LARGEST_FRAME);
      int length = (int) Math.min(most, stream.body.readableBytes());
      boolean last = length == stream.body.readableBytes();
      ByteBuf piece = last ? stream.body : stream.body.readRetainedSlice(length);
      window -= length;
      stream.window -= length;
      writer.writeData(ctx, stream.id, piece, 0, last, ctx.newPromise());
      if (last) {
        streams.remove(stream.id);
      } else {
        enqueue(stream);
      }
    }
  }

  private final class Frames extends Http2FrameAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end) {
      request(ctx, id, headers);
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
        boolean end) {
      request(ctx, id, headers);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
      Integer size = settings.initialWindowSize();
      if (size != null) {
        long change = size - initialWindow;
        initialWindow = size;
        for (Stream stream : streams.values()) {
          stream.window += change;
          enqueue(stream);
        }
      }
      writer.writeSettingsAck(ctx, ctx.newPromise());
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) {
      writer.writePing(ctx, true, data, ctx.newPromise());
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) {
      Stream stream = streams.remove(id);
      if (stream != null) {
        ready.remove(stream);
        stream.body.release();
      }
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int id, int increment) {
      if (id == 0) {
        window += increment;
        return;
      }
      Stream stream = streams.get(id);
      if (stream != null) {
        stream.window += increment;
        enqueue(stream);
      }
    }
  }
}
