package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request for something hot costs the heap. */
final class HotPathTest {
  private static final int REQUESTS = 20_000;

  /**
   * Compiled code takes 0 to 72 bytes; code that is not yet compiled takes a few more. One parsed
   * path or one built head takes a thousand.
   */
  private static final long BOUND = 160;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  @AutoClose private DeliveryWorld world;
  private int sent;

  @BeforeEach
  void publish() {
    world = new DeliveryWorld(folder.resolve("store")).publishSample("1.0.0");
  }

  /** Bytes of heap an answer takes, once what it needs is in memory and its code has run in. */
  private long perRequest(int status, String target, String... headers) {
    Answer.of(world.reply(Method.GET, target));
    Answer.of(world.reply(Method.GET, target, headers));
    Request request = FakeRequest.of(Method.GET, target, headers);
    Responder responder = reply -> take(reply, status);
    run(request, responder);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    run(request, responder);
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / REQUESTS;
  }

  private void run(Request request, Responder responder) {
    int before = sent;
    for (int i = 0; i < REQUESTS; i++) {
      world.handler.handle(request, responder);
    }
    assertThat(sent - before).as("answers on the calling thread").isEqualTo(REQUESTS);
  }

  private void take(Reply reply, int status) {
    if (reply.status() == status) {
      sent++;
    }
    if (reply.body() instanceof Body.Memory memory) {
      memory.bytes().release();
    }
  }

  @Test
  void exactUrl_allocatesNextToNothing() {
    assertThat(perRequest(200, "/w/v1.0.0/widget.js", "Accept-Encoding", "gzip, deflate, br"))
        .isLessThan(BOUND);
  }

  @Test
  void aliasUrl_allocatesNoMoreThanAnExactOne() {
    assertThat(perRequest(200, "/w/v1/widget.js", "Accept-Encoding", "br")).isLessThan(BOUND);
    assertThat(perRequest(200, "/w@latest/widget.js")).isLessThan(BOUND);
  }

  @Test
  void notModified_allocatesNextToNothing() {
    String etag = world.get("/w/v1.0.0/widget.js").header("ETag");
    assertThat(perRequest(304, "/w/v1.0.0/widget.js", "If-None-Match", etag)).isLessThan(BOUND);
  }

  @Test
  void missingFile_allocatesMore_soTheMeasureMeasures() {
    assertThat(perRequest(404, "/w/v1.0.0/missing.js")).isGreaterThan(BOUND);
  }

  @Test
  void secondGet_isTheSameReplyAndTheSameBytes() {
    world.get("/w/v1.0.0/widget.js");
    Reply first = world.reply(Method.GET, "/w/v1.0.0/widget.js");
    Reply second = world.reply(Method.GET, "/w/v1.0.0/widget.js");
    Reply alias = world.reply(Method.GET, "/w@1.0/widget.js");

    assertThat(second).isSameAs(first);
    assertThat(alias.body()).as("one body for all URLs").isSameAs(first.body());
    assertThat(world.handler.cacheFigures().bytes())
        .isEqualTo(DeliveryWorld.script("1.0.0").length());
    for (Reply reply : List.of(first, second, alias)) {
      assertThat(reply.body()).isInstanceOf(Body.Memory.class);
      Answer.of(reply);
    }
  }
}
