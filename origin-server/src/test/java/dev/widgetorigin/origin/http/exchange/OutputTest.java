package dev.widgetorigin.origin.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutputTest {
  private static final int LARGE = 5 * LoopBuffers.OCTETS;

  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true, true);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Output output = new Output(channel, null, LoopBuffers.OCTETS, LARGE);

  @BeforeEach
  void countMemory() {
    channel.config().setAllocator(memory);
  }

  @AfterEach
  void holdsNothingInTheEnd() {
    output.discard();
    channel.finishAndReleaseAll();
    // One is kept for the loop's next reply.
    assertThat(memory.metric().usedDirectMemory()).isLessThanOrEqualTo(LoopBuffers.OCTETS);
  }

  private void say(String text) {
    output.room(text.length()).writeCharSequence(text, StandardCharsets.US_ASCII);
  }

  private static ByteBuf body(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  /** The messages that the socket got. */
  private List<String> sent() {
    List<String> sent = new ArrayList<>();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      sent.add(out.toString(StandardCharsets.US_ASCII));
      out.release();
    }
    return sent;
  }

  @Test
  void room_gathersUntilTheFlush() {
    say("one ");
    say("two");
    assertThat(sent()).isEmpty();
    output.flush();
    assertThat(sent()).containsExactly("one two");
  }

  @Test
  void write_followsWhatWasGathered() {
    say("head ");
    output.write(body("body"), 4);
    say("next");
    output.flush();
    assertThat(sent()).containsExactly("head ", "body", "next");
  }

  @Test
  void writeBetween_goesOnInTheSameBuffer() {
    say("head ");
    long before = memory.metric().usedDirectMemory();
    output.writeBetween(body("body"));
    say("next");
    assertThat(memory.metric().usedDirectMemory()).isEqualTo(before);
    output.flush();
    assertThat(sent()).containsExactly("head ", "body", "next");
  }

  @Test
  void writeBetween_bufferIsFull_takesAnother() {
    String full = "x".repeat(LoopBuffers.OCTETS);
    say(full);
    output.writeBetween(body("body"));
    say("next");
    output.flush();
    assertThat(sent()).containsExactly(full, "body", "next");
  }

  @Test
  void room_moreThanTheLoopsBuffersHave_isALargeBuffer() {
    say("head ");
    String much = "x".repeat(LoopBuffers.OCTETS + 1);
    say(much);
    say("more");
    output.flush();
    assertThat(sent()).containsExactly("head ", much + "more");
  }

  @Test
  void room_moreThanALargeBuffer_isJustEnough() {
    String much = "x".repeat(LARGE + 1);
    say(much);
    assertThat(output.finish().isSuccess()).isTrue();
    assertThat(sent()).contains(much);
  }

  @Test
  void flushed_growsByWhatTheSocketTook() {
    long before = output.flushed();
    say("head ");
    output.write(body("body"), 4);
    assertThat(output.flushed()).isLessThanOrEqualTo(before);
    assertThat(output.pending()).isPositive();
    output.flush();
    assertThat(output.flushed() - before).isEqualTo(9);
    assertThat(output.pending()).isZero();
    assertThat(sent()).hasSize(2);
  }

  @Test
  void discard_nothingIsSent() {
    say("head ");
    output.discard();
    output.flush();
    assertThat(sent()).isEmpty();
  }
}
