package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntBiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes webhooks, or does not, and remembers them. */
final class TestReceiver implements AutoCloseable {
  /** What came; {@code status} is what it was answered. */
  record Got(String path, String id, String time, String signature, String body, int status) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    String type() {
      return json().path("type").asString();
    }
  }

  private final List<Got> got = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ToIntBiFunction<String, Integer> status;

  /**
   * @param status of the answer, by the path and how often that was asked before
   */
  TestReceiver(ToIntBiFunction<String, Integer> status) {
    this.status = status;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    int answer = status.applyAsInt(path, of(path).size());
    got.add(
        new Got(
            path,
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8),
            answer));
    if (answer == 302) {
      exchange.getResponseHeaders().set("Location", "/elsewhere");
    }
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  List<Got> of(String path) {
    return got.stream().filter(each -> each.path().equals(path)).toList();
  }

  List<Got> taken() {
    return got.stream().filter(each -> each.status() / 100 == 2).toList();
  }

  List<Got> all() {
    return List.copyOf(got);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
