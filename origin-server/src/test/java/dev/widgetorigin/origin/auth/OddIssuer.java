package dev.widgetorigin.origin.auth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** An issuer of identity tokens whose discovery document, or whose keys, are not as they should. */
public final class OddIssuer implements AutoCloseable {
  /** What is wrong with it, and what the log says of it. */
  public enum Fault {
    HANGS("sent no whole document within 1 s"),
    TRICKLES("sent no whole document within 1 s"),
    SENDS_WITHOUT_END("sent more than 262144 bytes"),
    REDIRECTS_IN_A_CIRCLE("answered 302"),
    REDIRECTS_TO_NOBODY("no answer from"),
    SENDS_HTML("JSON"),
    SENDS_NOTHING("JSON"),
    IS_BROKEN("answered 500"),
    CLOSES("no answer from");

    private final String said;

    Fault(String said) {
      this.said = said;
    }

    /** Whether time alone tells that something is wrong. */
    public boolean waits() {
      return this == HANGS || this == TRICKLES;
    }

    /** Part of the line in the log, where those that wait had a second. */
    public String said() {
      return said;
    }
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Counted down when one that hangs is asked. */
  public final CountDownLatch hanging = new CountDownLatch(1);

  private final HttpServer server;
  private final Fault fault;

  /** How many bytes of an answer that is too long were taken. */
  public final AtomicLong sent = new AtomicLong();

  /**
   * @param discovery whether its discovery document has the fault; else its keys
   */
  public OddIssuer(Fault fault, boolean discovery) throws IOException {
    this.fault = fault;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    String keys = "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + "/keys\"}";
    server.createContext(
        "/",
        exchange -> {
          boolean keysAsked = exchange.getRequestURI().getPath().equals("/keys");
          if (keysAsked != discovery) {
            odd(exchange);
          } else {
            answer(exchange, 200, keysAsked ? "{\"keys\":[]}" : keys);
          }
        });
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void odd(HttpExchange exchange) throws IOException {
    switch (fault) {
      case HANGS -> {
        hanging.countDown();
        boolean unused = awaitClosed(600_000);
        exchange.close();
      }
      case TRICKLES -> {
        exchange.sendResponseHeaders(200, 100_000);
        trickle(exchange.getResponseBody());
      }
      case SENDS_WITHOUT_END -> {
        exchange.sendResponseHeaders(200, 0);
        flood(exchange.getResponseBody());
      }
      case REDIRECTS_IN_A_CIRCLE -> redirect(exchange, exchange.getRequestURI().toString());
      // A port that nobody listens on.
      case REDIRECTS_TO_NOBODY -> redirect(exchange, "http://127.0.0.1:9/");
      case SENDS_HTML -> answer(exchange, 200, "<!doctype html><title>Sign in</title>");
      case SENDS_NOTHING -> answer(exchange, 200, "");
      case IS_BROKEN -> answer(exchange, 500, "{\"keys\":[]}");
      case CLOSES -> exchange.close();
    }
  }

  private boolean awaitClosed(long millis) {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void trickle(OutputStream out) throws IOException {
    while (!awaitClosed(200)) {
      out.write(' ');
      out.flush();
    }
  }

  private void flood(OutputStream out) throws IOException {
    byte[] blanks = " ".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);
    // As good as: a test that fails must end.
    while (sent.get() < 1L << 30) {
      out.write(blanks);
      sent.addAndGet(blanks.length);
    }
    out.close();
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().add("Location", to);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Ends the calls of an issuer that hangs, or trickles. */
  public void letGo() {
    closed.countDown();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
