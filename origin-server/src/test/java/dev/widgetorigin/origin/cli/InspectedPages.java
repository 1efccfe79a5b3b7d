package dev.widgetorigin.origin.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A site that a bundle is looked at in. Its pages are reached over loopback, under 127.0.0.1 and
 * under any name below {@code localhost}, which browsers resolve by themselves.
 */
final class InspectedPages implements AutoCloseable {
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> headers = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  private InspectedPages(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  static InspectedPages start() throws IOException {
    return new InspectedPages(HttpServer.create(anyPort(), 0));
  }

  static InspectedPages overTls(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new InspectedPages(server);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Of this server under a name: {@code api.localhost:8080}. */
  String host(String name) {
    return name + ".localhost:" + port();
  }

  String url(String path) {
    return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:" + port() + path;
  }

  /**
   * @param body null for a page that is never answered
   */
  InspectedPages with(String path, int status, String body, Map<String, String> more) {
    statuses.put(path, status);
    headers.put(path, more);
    if (body != null) {
      pages.put(path, body);
    }
    return this;
  }

  InspectedPages with(String path, String html) {
    return with(path, 200, html, Map.of());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = pages.get(path);
      if (body == null && statuses.containsKey(path)) {
        await();
        return;
      }
      byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
      String type = path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
      exchange.getResponseHeaders().set("Content-Type", type);
      headers.getOrDefault(path, Map.of()).forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(
          statuses.getOrDefault(path, 404), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
