package dev.widgetorigin.origin.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that are kept whole: what is in them, when they change, and what they may take. */
class HotAnswersTest {
  private static final byte[] DATE = date(1);
  private static final byte[] LATER = date(2);

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private HotAnswers answers;

  @BeforeEach
  void threadBegins() {
    FastThreadLocal.removeAll();
    answers = HotAnswers.current();
  }

  /** The thread ends, as it were: it holds nothing then. */
  @AfterEach
  void threadEnds_nothingIsHeld() {
    FastThreadLocal.removeAll();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private static byte[] date(int second) {
    return "Date: Thu, 01 Jan 1970 00:00:0%d GMT\r\n".formatted(second).getBytes(ISO_8859_1);
  }

  private record Answer(Http1Head head, Body.Memory body) {
    static Answer of(int length) {
      Body.Memory body = new Body.Memory(Unpooled.wrappedBuffer(new byte[length]));
      String declared = Integer.toString(length);
      HeaderBlock headers = HeaderBlock.builder().add("Content-Length", declared).build();
      return new Answer(Http1Head.of(new Reply(200, headers, body)), body);
    }

    String text(byte[] date) {
      return new String(head.octets, ISO_8859_1)
          + new String(date, ISO_8859_1)
          + "\r\n"
          + body.bytes().toString(ISO_8859_1);
    }
  }

  private ByteBuf find(Answer answer, byte[] date) {
    return answers.find(answer.head, answer.body, date, allocator);
  }

  /** Asks often enough; the reference is given back. */
  private ByteBuf heat(Answer answer, byte[] date) {
    ByteBuf found = null;
    for (int i = 0; i < HotAnswers.OFTEN; i++) {
      assertThat(found).isNull();
      found = find(answer, date);
    }
    assertThat(found).isNotNull();
    found.release();
    return found;
  }

  private static String text(ByteBuf sent) {
    return sent.toString(ISO_8859_1);
  }

  @Test
  void find_askedOften_isAllOfTheAnswerInOneBuffer() {
    Answer answer = Answer.of(5000);
    ByteBuf first = heat(answer, DATE);
    ByteBuf again = find(answer, DATE);
    assertThat(again).isSameAs(first);
    assertThat(text(again)).isEqualTo(answer.text(DATE));
    assertThat(again.maxWritableBytes()).as("room for what others may add").isZero();
    again.release();
  }

  @Test
  void find_theSecondHasChanged_writesTheDateInPlace() {
    Answer answer = Answer.of(5000);
    ByteBuf first = heat(answer, DATE);
    ByteBuf later = find(answer, LATER);
    assertThat(later).isSameAs(first);
    assertThat(text(later)).isEqualTo(answer.text(LATER));
    later.release();
  }

  @Test
  void find_theSecondHasChangedWhileASocketHasTheBuffer_leavesItAsItIs() {
    Answer answer = Answer.of(5000);
    heat(answer, DATE);
    ByteBuf unsent = find(answer, DATE);
    unsent.skipBytes(10);
    ByteBuf later = find(answer, LATER);
    assertThat(text(unsent)).isEqualTo(answer.text(DATE).substring(10));
    assertThat(text(later)).isEqualTo(answer.text(LATER));
    int one = answer.text(DATE).length();
    assertThat(answers.held()).as("both count").isEqualTo(2 * one);
    unsent.release();
    later.release();
    find(answer, DATE).release();
    assertThat(answers.held()).as("the one that was sent is gone").isEqualTo(one);
  }

  @Test
  void find_takenInPieces_isWholeAgain() {
    Answer answer = Answer.of(5000);
    ByteBuf first = heat(answer, DATE);
    find(answer, DATE).skipBytes(100).release();
    ByteBuf again = find(answer, DATE);
    assertThat(again).isSameAs(first);
    assertThat(text(again)).isEqualTo(answer.text(DATE));
    again.release();
  }

  @Test
  void find_twoSocketsAtOnce_haveTheirOwnPlaces() {
    Answer answer = Answer.of(5000);
    heat(answer, DATE);
    ByteBuf one = find(answer, DATE).skipBytes(100);
    ByteBuf other = find(answer, DATE);
    assertThat(text(other)).isEqualTo(answer.text(DATE));
    other.skipBytes(200);
    assertThat(text(one)).isEqualTo(answer.text(DATE).substring(100));
    other.release();
    assertThat(text(one)).isEqualTo(answer.text(DATE).substring(100));
    one.release();
  }

  @Test
  void find_anotherBodyUnderTheSameHead_isNotTheOldOne() {
    Answer answer = Answer.of(5000);
    heat(answer, DATE);
    Body.Memory loadedAgain = new Body.Memory(Unpooled.wrappedBuffer(new byte[5000]));
    assertThat(answers.find(answer.head, loadedAgain, DATE, allocator)).isNull();
  }

  @Test
  void find_askedMoreOftenThanTheOneBefore_takesItsPlace() {
    Answer old = Answer.of(5000);
    heat(old, DATE);
    Answer loadedAgain =
        new Answer(old.head, new Body.Memory(Unpooled.wrappedBuffer(new byte[5000])));
    ByteBuf found = null;
    for (int i = 0; i < 3 * HotAnswers.OFTEN && found == null; i++) {
      found = find(loadedAgain, DATE);
    }
    assertThat(text(found)).isEqualTo(loadedAgain.text(DATE));
    assertThat(answers.held()).isEqualTo(loadedAgain.text(DATE).length());
    found.release();
  }

  @Test
  void find_moreThanMayBeHeld_sendsPartsUntilOthersAreIdle() {
    List<Answer> many = new ArrayList<>();
    int room = HotAnswers.HELD / HotAnswers.LARGEST;
    for (int i = 0; i < room + 5; i++) {
      many.add(Answer.of(HotAnswers.LARGEST));
    }
    int whole = 0;
    for (int round = 0; round < HotAnswers.OFTEN; round++) {
      for (Answer each : many) {
        whole += sent(each, DATE);
        assertThat(answers.held()).isLessThanOrEqualTo(HotAnswers.HELD);
      }
    }
    assertThat(whole).isBetween(1, room);
    Answer last = many.get(many.size() - 1);
    assertThat(sent(last, DATE)).isZero();
    assertThat(sent(last, LATER)).as("the others were not sent in this second").isEqualTo(1);
    assertThat(answers.held()).isEqualTo(last.text(LATER).length());
  }

  @Test
  void find_manyLoops_holdNoMoreThanAllMay() {
    List<HotAnswers> loops = new ArrayList<>();
    for (int i = 0; i < 2 * HotAnswers.HELD_BY_ALL / HotAnswers.HELD; i++) {
      HotAnswers loop = new HotAnswers();
      loops.add(loop);
      for (int j = 0; j < HotAnswers.HELD / HotAnswers.LARGEST; j++) {
        Answer answer = Answer.of(HotAnswers.LARGEST);
        for (int k = 0; k < HotAnswers.OFTEN; k++) {
          ByteBuf found = loop.find(answer.head, answer.body, DATE, allocator);
          if (found != null) {
            found.release();
          }
        }
      }
    }
    long held = loops.stream().mapToLong(HotAnswers::held).sum();
    assertThat(held).isEqualTo(allocator.metric().usedDirectMemory());
    assertThat(held).isBetween((long) HotAnswers.HELD, (long) HotAnswers.HELD_BY_ALL);
    loops.forEach(HotAnswers::close);
    assertThat(sent(Answer.of(5000), DATE)).isZero();
    heat(Answer.of(5000), DATE);
  }

  @Test
  void find_socketsThatNeverTakeTheirAnswers_cannotHoldMore() {
    Answer answer = Answer.of(64 * 1024);
    heat(answer, DATE);
    List<ByteBuf> unsent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ByteBuf each = find(answer, i % 2 == 0 ? DATE : LATER);
      if (each != null) {
        unsent.add(each);
      }
      assertThat(allocator.metric().usedDirectMemory()).isLessThanOrEqualTo(HotAnswers.HELD);
    }
    assertThat(unsent).hasSizeGreaterThan(10).hasSizeLessThan(100);
    unsent.forEach(ByteBuf::release);
    assertThat(sent(answer, date(3))).isEqualTo(1);
    assertThat(answers.held()).isEqualTo(answer.text(DATE).length());
  }

  /** 1 where it was sent whole. */
  private int sent(Answer answer, byte[] date) {
    ByteBuf found = find(answer, date);
    if (found == null) {
      return 0;
    }
    found.release();
    return 1;
  }
}
