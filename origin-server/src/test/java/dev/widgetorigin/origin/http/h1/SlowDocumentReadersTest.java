package dev.widgetorigin.origin.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.http.RawClient;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Large documents on the heap, such as what npm installs by, and clients that do not read them. */
final class SlowDocumentReadersTest {
  private static final int CLIENTS = 20;
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private final byte[] document = new byte[16 << 20];

  private static long directMemory() {
    long ofJava =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return Math.max(ofJava, PlatformDependent.usedDirectMemory());
  }

  @DisplayName("no slow reader keeps a copy of a whole document in direct memory")
  @Test
  void read_slowly_takesLittleMemory() throws IOException {
    new Random(1).nextBytes(document);
    Body.Memory body =
        new Body.Memory(Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(document)));
    Reply reply =
        new Reply(
            200,
            HeaderBlock.builder().add("Content-Length", Integer.toString(document.length)).build(),
            body);
    List<Socket> slow = new ArrayList<>();
    try (TestServer server = TestServer.start((request, responder) -> responder.send(reply))) {
      long before = directMemory();
      for (int i = 0; i < CLIENTS; i++) {
        Socket socket = new Socket();
        slow.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        // Its answer has begun.
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
      try (RawClient quick = new RawClient(server.port())) {
        assertThat(quick.send(REQUEST).read().content()).isEqualTo(document);
      }
      assertThat(directMemory() - before).isLessThan(64L << 20);
    } finally {
      for (Socket each : slow) {
        each.close();
      }
    }
  }
}
