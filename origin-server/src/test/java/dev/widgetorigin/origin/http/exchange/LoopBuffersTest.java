package dev.widgetorigin.origin.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopBuffersTest {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final LoopBuffers buffers = LoopBuffers.current();

  /** The thread ends, as it were: it holds nothing then. */
  @AfterEach
  void threadEnds_nothingIsHeld() {
    FastThreadLocal.removeAll();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void take_givenBack_isTheSameBufferAndEmpty() {
    ByteBuf first = buffers.take(allocator, LoopBuffers.OCTETS);
    first.writeLong(1);
    buffers.giveBack(first);
    ByteBuf second = buffers.take(allocator, LoopBuffers.OCTETS);
    assertThat(second).isSameAs(first);
    assertThat(second.readableBytes()).isZero();
    assertThat(second.refCnt()).isEqualTo(1);
    buffers.giveBack(second);
  }

  @Test
  void take_whileTheSocketHasTheLastOne_isAnother() {
    ByteBuf first = buffers.take(allocator, LoopBuffers.OCTETS);
    ByteBuf unsent = first.writeLong(1).retainedDuplicate();
    buffers.giveBack(first);
    ByteBuf second = buffers.take(allocator, LoopBuffers.OCTETS);
    assertThat(second).isNotSameAs(first);
    assertThat(unsent.readLong()).isEqualTo(1);
    unsent.release();
    buffers.giveBack(second);
  }

  @Test
  void giveBack_manyAtOnce_keepsAFew() {
    ByteBuf[] many = new ByteBuf[100];
    for (int i = 0; i < many.length; i++) {
      many[i] = buffers.take(allocator, LoopBuffers.OCTETS);
    }
    for (ByteBuf each : many) {
      buffers.giveBack(each);
    }
    assertThat(allocator.metric().usedDirectMemory()).isLessThan(10L * LoopBuffers.OCTETS);
  }

  @Test
  void reads_takenOff_useTheSameBufferAgain() {
    var handle = LoopBuffers.reads().newHandle();
    ByteBuf first = handle.allocate(allocator);
    first.writeLong(1);
    first.release();
    ByteBuf second = handle.allocate(allocator);
    assertThat(second).isSameAs(first);
    assertThat(second.readableBytes()).isZero();
    second.release();
  }

  @Test
  void reads_keptByAConnection_areNotWrittenOver() {
    var handle = LoopBuffers.reads().newHandle();
    ByteBuf kept = handle.allocate(allocator).writeLong(1);
    ByteBuf next = handle.allocate(allocator).writeLong(2);
    assertThat(next).isNotSameAs(kept);
    assertThat(kept.readLong()).isEqualTo(1);
    kept.release();
    next.release();
  }
}
