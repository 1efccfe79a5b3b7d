package dev.widgetorigin.origin.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryPiecesTest {
  private final byte[] octets = new byte[200_000];
  private final ByteBuf content = Unpooled.wrappedBuffer(octets).retain();
  private final List<ByteBuf> sent = new ArrayList<>();

  MemoryPiecesTest() {
    new Random(3).nextBytes(octets);
  }

  @Test
  void request_piecesTogether_areTheContent() {
    MemoryPieces pieces = new MemoryPieces(content, sent::add);
    while (!pieces.ended()) {
      assertThat(pieces.request()).isTrue();
    }
    assertThat(sent).hasSize(4);
    ByteBuf all = Unpooled.wrappedBuffer(sent.toArray(new ByteBuf[0]));
    byte[] found = new byte[all.readableBytes()];
    all.readBytes(found);
    assertThat(found).isEqualTo(octets);
    assertThat(content.readableBytes()).as("somebody else reads it too").isEqualTo(octets.length);
    all.release();
    assertThat(content.refCnt()).isOne();
  }

  @Test
  void close_inTheMidst_letsGoOfTheRestOnce() {
    MemoryPieces pieces = new MemoryPieces(content, sent::add);
    assertThat(pieces.request()).isTrue();
    pieces.close();
    pieces.close();
    assertThat(pieces.request()).isFalse();
    sent.forEach(ByteBuf::release);
    assertThat(content.refCnt()).isOne();
  }
}
