package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What receivers answer, octet by octet. {@code ~} stands for a line break. */
final class WebhookSenderTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** RFC 9110 §15.2: a client must be able to read interim answers that it did not ask for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 204 No Content~~                                        | 204 No Content",
        "HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~~                         | 200 OK",
        "HTTP/1.1 102 Processing~~HTTP/1.1 102 Processing~~HTTP/1.1 202~~ | 202",
        "HTTP/1.1 103 Early Hints~Link: </a>~~HTTP/1.1 200 OK~A: b~~      | 200 OK",
        "HTTP/1.1 100~Retry-After: 9~~HTTP/1.1 503 Busy~Retry-After: 7~~  | 503 Busy",
        "HTTP/1.1 101 Switching Protocols~Upgrade: h2c~~                  | 101 Switching Protocols",
      })
  void post_interimAnswers_arePassedOver(String sent, String expected) throws Exception {
    for (boolean pieces : new boolean[] {false, true}) {
      WebhookSender.Answer answer = answered(sent, pieces);
      assertThat(answer.text()).isEqualTo(expected);
      assertThat(answer.isTaken()).isEqualTo(expected.startsWith("2"));
      assertThat(answer.retryAfter())
          .isEqualTo(expected.startsWith("503") ? Duration.ofSeconds(7) : Duration.ZERO);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 100 Continue~~",
    "HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~A: b",
    "HTTP/1.1 100 Continue~~hello~~",
    "HTTP/1.1 99 Low~~",
    "''"
  })
  void post_noFinalAnswer_isNone(String sent) {
    assertThatThrownBy(() -> answered(sent, false))
        .isInstanceOf(IOException.class)
        .hasMessage("the answer is no HTTP");
  }

  /**
   * Posts to a receiver that answers so.
   *
   * @param pieces whether octet by octet
   */
  private WebhookSender.Answer answered(String sent, boolean pieces) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<?> receiver = threads.submit(() -> answer(server, sent.replace("~", "\r\n"), pieces));
      try {
        return new WebhookSender(
                URI.create("http://127.0.0.1:" + server.getLocalPort() + "/hook"),
                true,
                (SSLSocketFactory) SSLSocketFactory.getDefault())
            .post(Map.of(), "{}".getBytes(UTF_8));
      } finally {
        receiver.get();
      }
    }
  }

  private static Void answer(ServerSocket server, String text, boolean pieces) throws IOException {
    try (Socket connection = server.accept();
        OutputStream out = connection.getOutputStream()) {
      connection.setTcpNoDelay(true);
      readRequest(connection);
      byte[] octets = text.getBytes(ISO_8859_1);
      int step = pieces ? 1 : Math.max(1, octets.length);
      for (int at = 0; at < octets.length; at += step) {
        out.write(octets, at, Math.min(step, octets.length - at));
        out.flush();
      }
      connection.shutdownOutput();
    }
    return null;
  }

  /** All of it, or the connection would be reset when it is closed. */
  private static void readRequest(Socket connection) throws IOException {
    StringBuilder request = new StringBuilder();
    while (!request.toString().endsWith("\r\n\r\n{}")) {
      request.append((char) connection.getInputStream().read());
    }
  }
}
