package dev.widgetorigin.bench.http2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;

/** Answers requests that {@link Http2FrameCodec} has read; flow control is the codec's. */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the connection anyway.
final class CodecHandler extends ChannelInboundHandlerAdapter {
  private final Answers answers;

  CodecHandler(Answers answers) {
    this.answers = answers;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof Http2HeadersFrame request)) {
      ReferenceCountUtil.release(message);
      return;
    }
    Answers.Answer answer = answers.get(request.headers().path());
    if (answer == null) {
      ctx.write(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR).stream(request.stream()));
      return;
    }
    ctx.write(new DefaultHttp2HeadersFrame(answers.headers(answer)).stream(request.stream()));
    ctx.write(
        new DefaultHttp2DataFrame(answer.body.retainedDuplicate(), true).stream(request.stream()));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }
}
