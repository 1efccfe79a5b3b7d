package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Talks to an origin's control API. A refusal becomes a {@link CommandFailure} that says what to
 * do.
 */
public final class ApiClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** For a change: a publish compresses first. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  /** For what only looks: an origin answers that within half a minute, whatever the answer. */
  private static final Duration LOOK_TIMEOUT = Duration.ofMinutes(1);

  /**
   * Of a document that nothing shows to be an origin's. What a control listener answers may have
   * more: a widget with a hundred thousand versions has 20 MiB.
   */
  private static final long MOST_DOCUMENT = 32L << 20;

  /** A document that was read takes so many times its length, and as much once it is printed. */
  private static final int MEMORY_OF_A_DOCUMENT = 16;

  /** Of a file: a tarball of the largest bundle has half of it. */
  private static final long MOST_FILE = 1L << 30;

  /** For an answer with its content; a large upload comes before it. */
  private static final Duration WHOLE = TIMEOUT.plusMinutes(5);

  /** The last change that an answer told of: what is read afterwards must show it. */
  private long seen;

  private final URI base;
  private final String token;
  private final ProxyRules proxies;
  private final Duration whole;
  private final long mostOfOrigin;
  private final HttpClient http;

  /**
   * One that goes through no proxy.
   *
   * @param token null where there is none
   */
  public ApiClient(URI base, String token) {
    this(base, token, ProxyRules.NONE);
  }

  /**
   * @param token null where there is none
   */
  public ApiClient(URI base, String token, ProxyRules proxies) {
    this(base, token, proxies, WHOLE, mostInMemory(MOST_DOCUMENT));
  }

  /**
   * The same with other limits.
   *
   * @param whole for an answer with its content
   * @param mostOfOrigin bytes that a document of a control listener may have
   */
  ApiClient(URI base, String token, ProxyRules proxies, Duration whole, long mostOfOrigin) {
    this.base = base;
    this.token = token;
    this.proxies = proxies;
    this.whole = whole;
    this.mostOfOrigin = mostOfOrigin;
    this.http =
        proxies
            .client()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  /** How many bytes a document may have that is kept in memory; at least so many. */
  public static long mostInMemory(long least) {
    return Math.max(least, Runtime.getRuntime().maxMemory() / MEMORY_OF_A_DOCUMENT);
  }

  /** The control listener's URL, without a slash at the end. */
  public URI base() {
    return base;
  }

  /** One segment of a path. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The path of a widget. */
  public static String widget(String name) {
    return "/widgets/" + segment(name);
  }

  /** The path of one version of a widget. */
  public static String version(String widget, String version) {
    return widget(widget) + "/versions/" + segment(version);
  }

  /** The path of an alias of a widget. */
  public static String alias(String widget, String alias) {
    return widget(widget) + "/aliases/" + segment(alias);
  }

  public JsonNode get(String path) {
    return send("GET", path, BodyPublishers.noBody(), null);
  }

  public JsonNode delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody(), null);
  }

  public JsonNode json(String method, String path, JsonNode body) {
    return send(method, path, BodyPublishers.ofString(body.toString()), "application/json");
  }

  public JsonNode send(String method, String path, BodyPublisher body, String contentType) {
    return read(exchange(request(method, path, body, contentType).build()));
  }

  /** Writes what the origin answers to a file, which is replaced. {@code path} is a whole one. */
  public void download(String path, Path to) {
    HttpRequest.Builder request =
        proxies.authorized(HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT), base);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      // A refusal is read into memory below: it has no business being as long as a file.
      BodyHandler<Path> file = BodyHandlers.ofFile(to);
      BodyHandler<Path> limited =
          head ->
              LimitedBody.of(file, head.statusCode() == 200 ? MOST_FILE : MOST_DOCUMENT)
                  .apply(head);
      HttpResponse<Path> response = whole(request.build(), limited, whole);
      if (response.statusCode() != 200) {
        throw RefusedCall.of(response.statusCode(), problem(to), token);
      }
    } catch (IOException e) {
      throw new CommandFailure(why(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }

  private static JsonNode problem(Path body) throws IOException {
    try {
      return JsonMapper.shared().readTree(Files.readAllBytes(body));
    } catch (JacksonException notJson) {
      return JsonMapper.shared().createObjectNode();
    }
  }

  HttpRequest.Builder request(String method, String path, BodyPublisher body, String contentType) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/-/api/v1" + path))
            .timeout(method.equals("GET") ? LOOK_TIMEOUT : TIMEOUT)
            .header("Accept", "application/json")
            .method(method, body);
    proxies.authorized(request, base);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (seen > 0 && method.equals("GET")) {
      // Behind a load balancer the next call may reach another node.
      request.header("X-Min-Sequence", Long.toString(seen));
    }
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    return request;
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return whole(
          request, LimitedBody.of(BodyHandlers.ofString(), MOST_DOCUMENT, mostOfOrigin), whole);
    } catch (IOException e) {
      throw new CommandFailure(why(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }

  /**
   * The time-out of a request ends with the head of its answer; what comes behind that has to come
   * as well.
   */
  private <T> HttpResponse<T> whole(HttpRequest request, BodyHandler<T> handler, Duration limit)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<T>> sent = http.sendAsync(request, handler);
    try {
      return sent.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      boolean unused = sent.cancel(true);
    }
  }

  /** A listener that takes no upload may cut it before its answer could be read. */
  private String why(IOException failure) {
    if (failure instanceof LimitedBody.TooLong) {
      return WrongServer.byFailure(base, failure);
    }
    ProxyRules.Proxy proxy = proxies.proxy(base);
    if (proxy != null) {
      return ProxyTrouble.byFailure(base, proxy, failure);
    }
    HttpRequest probe =
        HttpRequest.newBuilder(URI.create(base + "/-/livez")).timeout(CONNECT_TIMEOUT).build();
    // It tells no more than why, so it is not waited for longer than for the answer itself.
    Duration limit = whole.compareTo(CONNECT_TIMEOUT) < 0 ? whole : CONNECT_TIMEOUT;
    try {
      HttpResponse<Void> alive = whole(probe, BodyHandlers.discarding(), limit);
      if (WrongServer.isDelivery(alive.headers())) {
        return WrongServer.delivery(base);
      }
    } catch (IOException noAnswerEither) {
      return WrongServer.byFailure(base, failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return WrongServer.byFailure(base, failure);
  }

  private JsonNode read(HttpResponse<String> response) {
    ProxyRules.Proxy proxy = proxies.proxy(base);
    String signIn = ProxyTrouble.byStatus(response.statusCode(), proxy);
    String wrong = signIn == null ? WrongServer.byAnswer(base, response) : signIn;
    if (wrong != null) {
      throw new CommandFailure(signIn == null ? ProxyTrouble.told(wrong, proxy) : wrong);
    }
    JsonNode json = parse(response);
    if (response.statusCode() / 100 != 2) {
      throw RefusedCall.of(response.statusCode(), json, token);
    }
    seen = Math.max(seen, json.path("sequence").asLong(0));
    return json;
  }

  private JsonNode parse(HttpResponse<String> response) {
    String body = response.body();
    try {
      return JsonMapper.shared().readTree(body.isBlank() ? "{}" : body);
    } catch (JacksonException notJson) {
      // Never taken for an empty answer: a list of nothing would be a lie.
      throw new CommandFailure(WrongServer.other(base, response.statusCode()), notJson);
    }
  }
}
