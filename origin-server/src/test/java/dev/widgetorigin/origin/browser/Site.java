package dev.widgetorigin.origin.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A web site of somebody else: serves pages, or stands in for a CDN that works or does not. */
final class Site implements AutoCloseable {
  /** How a CDN answers. */
  enum Mood {
    /** Passes on what the origin answers. */
    WELL,
    /** 503 without CORS, as an edge's own error page is. */
    UNAVAILABLE,
    /** Appends to what the origin answers. */
    TAMPERING,
    /** Answers rightly, but only once {@link #release} was called. */
    STALLING
  }

  private static final List<String> PASSED_ON =
      List.of(
          "Content-Type",
          "Access-Control-Allow-Origin",
          "Cache-Control",
          "Unencoded-Digest",
          "Signature-Input",
          "Signature");

  private record Doc(String body, Map<String, String> headers) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Doc> pages = new ConcurrentHashMap<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> answered = new CopyOnWriteArrayList<>();
  private final String origin;
  private volatile Mood mood;

  private Site(String origin, Mood mood) {
    this.origin = origin;
    this.mood = mood;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Serves the pages that are put on it. */
  static Site pages() {
    return new Site(null, Mood.WELL);
  }

  /** A CDN in front of {@code origin}. */
  static Site cdn(String origin, Mood mood) {
    return new Site(origin, mood);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void mood(Mood next) {
    mood = next;
  }

  /** Lets the answers go that a stalling CDN holds. */
  void release() {
    released.countDown();
  }

  /** Paths whose answers have been sent, in order. */
  List<String> answered() {
    return answered;
  }

  /** Puts a page; headers are name, value pairs. Answers its URL. */
  String page(String path, String html, String... headers) {
    Map<String, String> fields = new ConcurrentHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      fields.put(headers[i], headers[i + 1]);
    }
    pages.put(path, new Doc("<!doctype html><meta charset=utf-8>" + html, fields));
    return url() + path;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (origin == null) {
        Doc page = pages.get(exchange.getRequestURI().getPath());
        if (page == null) {
          exchange.sendResponseHeaders(404, -1);
          return;
        }
        page.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        send(exchange, 200, page.body().getBytes(StandardCharsets.UTF_8));
      } else {
        forward(exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forward(HttpExchange exchange) throws IOException, InterruptedException {
    Mood now = mood;
    if (now == Mood.UNAVAILABLE) {
      send(exchange, 503, "<h1>Service unavailable</h1>".getBytes(StandardCharsets.UTF_8));
      return;
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin + exchange.getRequestURI()));
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    byte[] body = response.body();
    if (now == Mood.TAMPERING) {
      body =
          (new String(body, StandardCharsets.UTF_8) + ";window.evil=1")
              .getBytes(StandardCharsets.UTF_8);
    }
    if (now == Mood.STALLING) {
      released.await(30, TimeUnit.SECONDS);
    }
    for (String name : PASSED_ON) {
      response
          .headers()
          .firstValue(name)
          .ifPresent(v -> exchange.getResponseHeaders().set(name, v));
    }
    send(exchange, response.statusCode(), body);
  }

  private void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    answered.add(exchange.getRequestURI().getPath());
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    threads.shutdownNow();
  }
}
