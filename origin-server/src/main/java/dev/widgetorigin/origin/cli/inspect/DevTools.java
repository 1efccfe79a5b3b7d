package dev.widgetorigin.origin.cli.inspect;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A connection of the <a href="https://chromedevtools.github.io/devtools-protocol/">Chrome DevTools
 * Protocol</a>: calls are answered by their number, events go to who listens to a session.
 * Thread-safe; listeners are called by the connection's thread and must not block.
 */
final class DevTools implements WebSocket.Listener, AutoCloseable {
  /** One message; a browser that sends more is not waited for. */
  private static final int MESSAGE_CHARS = 64 << 20;

  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final Map<String, BiConsumer<String, JsonNode>> listeners = new ConcurrentHashMap<>();
  private final StringBuilder partial = new StringBuilder();
  private final Duration patience;
  private final WebSocket socket;
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
  private int numbers;

  /**
   * @param patience for each answer
   */
  DevTools(URI endpoint, Duration patience) {
    this.patience = patience;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .connectTimeout(patience)
            .buildAsync(endpoint, this)
            .join();
  }

  /** Events of a session: the method's name and its parameters. */
  void listen(String session, BiConsumer<String, JsonNode> listener) {
    listeners.put(session, listener);
  }

  /** No events of this session are told any more. */
  void forget(String session) {
    listeners.remove(session);
  }

  /** Sends a call whose answer nobody waits for. */
  void send(String session, String method, Map<String, ?> parameters) {
    CompletableFuture<JsonNode> unused = request(session, method, parameters);
  }

  /** Sends a call; completes with the whole message, which may be an error. */
  CompletableFuture<JsonNode> request(String session, String method, Map<String, ?> parameters) {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    ObjectNode message = JsonMapper.shared().createObjectNode().put("method", method);
    message.set("params", JsonMapper.shared().valueToTree(parameters));
    if (session != null) {
      message.put("sessionId", session);
    }
    synchronized (waiting) {
      int number = ++numbers;
      waiting.put(number, answer);
      String text = message.put("id", number).toString();
      // One message at a time, in this order.
      sent = sent.thenCompose(before -> socket.sendText(text, true));
    }
    return answer;
  }

  /** The answer of a call; waits. Throws CommandFailure where it is an error or does not come. */
  JsonNode call(String session, String method, Map<String, ?> parameters) {
    JsonNode reply;
    try {
      reply =
          request(session, method, parameters)
              .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
              .join();
    } catch (CompletionException | CancellationException e) {
      if (!(e.getCause() instanceof TimeoutException)) {
        throw new CommandFailure("the connection to the browser was lost (" + method + ")", e);
      }
      throw new CommandFailure(
          "the browser did not answer within "
              + patience.toSeconds()
              + " s ("
              + method
              + "): the page may be busy without an end; --timeout gives it longer",
          e);
    }
    if (reply.has("error")) {
      throw new CommandFailure(
          "the browser refused " + method + ": " + reply.path("error").path("message").asString());
    }
    return reply.path("result");
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    partial.append(data);
    if (partial.length() > MESSAGE_CHARS) {
      from.abort();
      fail(new IllegalStateException("a message of the browser is too long"));
      return null;
    }
    if (last) {
      JsonNode message = JsonMapper.shared().readTree(partial.toString());
      partial.setLength(0);
      tell(message);
    }
    from.request(1);
    return null;
  }

  private void tell(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt());
      if (answer != null) {
        answer.complete(message);
      }
      return;
    }
    BiConsumer<String, JsonNode> listener = listeners.get(message.path("sessionId").asString(""));
    if (listener != null) {
      listener.accept(message.path("method").asString(""), message.path("params"));
    }
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    fail(failure);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    fail(new IllegalStateException("the browser has gone"));
    return null;
  }

  private void fail(Throwable failure) {
    waiting.values().forEach(answer -> answer.completeExceptionally(failure));
  }

  @Override
  public void close() {
    socket.abort();
  }
}
