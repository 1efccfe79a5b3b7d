package dev.widgetorigin.origin.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A real browser, driven over the Chrome DevTools Protocol. One process; each {@link Profile} is a
 * browser of its own as far as storage and cache go.
 */
final class Chromium {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * First the same browser without windows: the suites take it half the time of a core. {@code
   * CHROMIUM=chromium} runs them in the whole one.
   */
  private static final List<String> NAMES =
      List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome");

  private final Connection connection;

  private Chromium(Connection connection) {
    this.connection = connection;
  }

  /** Where the browser is; empty where there is none. {@code CHROMIUM} names another. */
  static Optional<Path> executable() {
    String named = System.getenv("CHROMIUM");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(":", -1))
        .flatMap(each -> NAMES.stream().map(name -> Path.of(each, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** It ends with this JVM. */
  static Chromium start(Path executable) throws IOException {
    Path folder = Files.createTempDirectory("chromium-");
    Process process =
        new ProcessBuilder(
                executable.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder,
                "--remote-debugging-port=0",
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    // A test run that is cut short must not leave a browser behind.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
    Path ports = folder.resolve("DevToolsActivePort");
    Awaitility.await("the browser to start")
        .atMost(PATIENCE)
        .until(() -> Files.exists(ports) && Files.readAllLines(ports).size() > 1);
    List<String> lines = Files.readAllLines(ports);
    URI endpoint = URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
    return new Chromium(new Connection(endpoint));
  }

  /** A new browser without cookies, storage and cache. */
  Profile profile() {
    JsonNode context = connection.call(null, "Target.createBrowserContext", Map.of());
    return new Profile(context.path("browserContextId").asString());
  }

  /** What Debian installs is a script that starts the browser and waits for it. */
  private static void end(Process process, Path folder) {
    List<ProcessHandle> helpers = process.descendants().toList();
    helpers.forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
      // They write to the folder until they end.
      for (ProcessHandle helper : helpers) {
        helper.onExit().get(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      helpers.forEach(ProcessHandle::destroyForcibly);
    }
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // A helper process may still be writing; the folder is a temporary one.
    }
  }

  /** One person's browser. */
  final class Profile implements AutoCloseable {
    private final String context;

    private Profile(String context) {
      this.context = context;
    }

    /** Opens a page in a new tab. */
    Page open(String url) {
      String target =
          connection
              .call(
                  null,
                  "Target.createTarget",
                  Map.of("url", "about:blank", "browserContextId", context))
              .path("targetId")
              .asString();
      String session =
          connection
              .call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
              .path("sessionId")
              .asString();
      Page page = new Page(target, session);
      page.navigate(url);
      return page;
    }

    @Override
    public void close() {
      connection.call(null, "Target.disposeBrowserContext", Map.of("browserContextId", context));
    }
  }

  /** One tab. */
  final class Page implements AutoCloseable {
    private final String target;
    private final String session;

    private Page(String target, String session) {
      this.target = target;
      this.session = session;
    }

    void navigate(String url) {
      JsonNode answer = connection.call(session, "Page.navigate", Map.of("url", url));
      if (answer.has("errorText")) {
        throw new AssertionError(url + ": " + answer.path("errorText").asString());
      }
    }

    /** Any other call of the DevTools Protocol about this tab; names and values in turn. */
    JsonNode command(String method, Object... parameters) {
      Map<String, Object> named = new HashMap<>();
      for (int i = 0; i < parameters.length; i += 2) {
        named.put((String) parameters[i], parameters[i + 1]);
      }
      return connection.call(session, method, named);
    }

    /** The value of an expression; promises are waited for. */
    JsonNode evaluate(String expression) {
      JsonNode answer =
          connection.call(
              session,
              "Runtime.evaluate",
              Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
      if (answer.has("exceptionDetails")) {
        throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
      }
      return answer.path("result").path("value");
    }

    String text(String expression) {
      return evaluate(expression).asString();
    }

    /** Waits until the expression is true. */
    Page await(String expression) {
      try {
        Awaitility.await(expression)
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .ignoreExceptions()
            .until(() -> evaluate("!!(" + expression + ")").asBoolean());
      } catch (ConditionTimeoutException e) {
        throw new AssertionError(expression + " did not come true in " + describe(), e);
      }
      return this;
    }

    private String describe() {
      return text("location + ' ' + document.documentElement.outerHTML");
    }

    @Override
    public void close() {
      connection.call(null, "Target.closeTarget", Map.of("targetId", target));
    }
  }

  /** Calls by number, answers by number. */
  private static final class Connection implements WebSocket.Listener {
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    Connection(URI endpoint) {
      socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(endpoint, this).join();
    }

    JsonNode call(String session, String method, Map<String, Object> parameters) {
      int number = numbers.incrementAndGet();
      CompletableFuture<JsonNode> answer = new CompletableFuture<>();
      waiting.put(number, answer);
      ObjectNode message = JSON.createObjectNode().put("id", number).put("method", method);
      message.set("params", JSON.valueToTree(parameters));
      if (session != null) {
        message.put("sessionId", session);
      }
      synchronized (socket) {
        socket.sendText(message.toString(), true).join();
      }
      JsonNode reply = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      if (reply.has("error")) {
        throw new AssertionError(method + ": " + reply.path("error"));
      }
      return reply.path("result");
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        JsonNode message = JSON.readTree(partial.toString());
        partial.setLength(0);
        CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt(0));
        if (answer != null) {
          answer.complete(message);
        }
      }
      from.request(1);
      return null;
    }
  }
}
