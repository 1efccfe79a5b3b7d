package dev.widgetorigin.origin.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.http.Http2Client;
import dev.widgetorigin.origin.http.exchange.ListenerContext;
import dev.widgetorigin.origin.http.exchange.LoopBuffers;
import dev.widgetorigin.origin.http.exchange.ReadBudget;
import dev.widgetorigin.origin.http.exchange.Service;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How answers are cut into what becomes a TLS record each. */
class Http2RecordsTest {
  private static final int HEAD = Http2FrameWriter.HEAD;
  private static final byte[] GET = {
    (byte) 0x82, (byte) 0x87, (byte) 0x84, 0x41, 1, 'a',
  };

  private final EmbeddedChannel channel = new EmbeddedChannel();

  private void connect(int octets) {
    Service service =
        Service.of(
            (request, responder) ->
                responder.send(
                    new Reply(
                        200,
                        HeaderBlock.builder().build(),
                        new Body.Memory(Unpooled.wrappedBuffer(new byte[octets])))),
            TestServer::problem,
            InstantSource.fixed(Instant.EPOCH));
    ListenerContext listener =
        new ListenerContext(
            service, Runnable::run, Runnable::run, new ReadBudget(1 << 20), true, true);
    channel
        .pipeline()
        .addLast(new Http2Connection(listener, channel, listener.loop(channel.eventLoop())));
    ByteBuf in = Unpooled.buffer().writeBytes(Http2Client.PREFACE);
    frame(in, Http2Client.SETTINGS, 0, 0, Http2Client.setting(4, 1 << 20));
    frame(in, Http2Client.WINDOW_UPDATE, 0, 0, new byte[] {0, 0x10, 0, 0});
    channel.writeInbound(in);
    sizes();
  }

  private static void frame(ByteBuf to, int type, int flags, int stream, byte[] payload) {
    to.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
    to.writeBytes(payload);
  }

  private void get(int requests) {
    ByteBuf in = Unpooled.buffer();
    for (int i = 0; i < requests; i++) {
      frame(in, Http2Client.HEADERS, 5, 2 * i + 1, GET);
    }
    channel.writeInbound(in);
  }

  /** Octets of the messages that the socket got. */
  private List<Integer> sizes() {
    List<Integer> sizes = new ArrayList<>();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      sizes.add(out.readableBytes());
      out.release();
    }
    channel.checkException();
    return sizes;
  }

  @Test
  void answer_ofManyRecords_fillsAllButTheLast() {
    connect(100_000);
    get(1);
    List<Integer> sizes = sizes();
    assertThat(sizes).hasSize(7);
    assertThat(sizes.subList(0, 6)).containsOnly(LoopBuffers.RECORD);
    int content = sizes.stream().mapToInt(Integer::intValue).sum() - 7 * HEAD;
    assertThat(content).isBetween(100_000, 100_000 + HEAD + 50);
    channel.finishAndReleaseAll();
  }

  @Test
  void answers_smallAndManyAtOnce_areOneRecord() {
    connect(800);
    get(16);
    assertThat(sizes()).hasSize(1);
    channel.finishAndReleaseAll();
  }
}
