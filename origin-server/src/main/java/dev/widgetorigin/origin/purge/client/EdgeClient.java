package dev.widgetorigin.origin.purge.client;

import dev.widgetorigin.origin.web.async.BoundedBody;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Talks to others' servers, and trusts none of them: an answer has a deadline from the first byte
 * sent to the last one read, only its beginning is kept, and no redirect is followed, which could
 * take a secret elsewhere. Thread-safe.
 */
public final class EdgeClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int MOST_READ = 64 * 1024;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  /** What was answered; no more than the beginning of its body. */
  public record Answer(int status, HttpHeaders headers, String body) {
    /** Empty where the answer has no such field. */
    public Optional<String> header(String name) {
      return headers.firstValue(name);
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Duration deadline;

  public EdgeClient(Duration deadline) {
    this.deadline = deadline;
  }

  /** With the beginning of the body. */
  public Answer send(HttpRequest request) throws IOException, InterruptedException {
    return send(request, MOST_READ);
  }

  /** Without any of the body. */
  public Answer head(HttpRequest request) throws IOException, InterruptedException {
    return send(request, 0);
  }

  private Answer send(HttpRequest request, int most) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> sent =
        http.sendAsync(request, info -> new BoundedBody(most));
    try {
      HttpResponse<byte[]> response = sent.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(
          response.statusCode(),
          response.headers(),
          new String(response.body(), StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      throw new IOException("no whole answer within " + deadline.toSeconds() + " s", e);
    } catch (CancellationException e) {
      throw new IOException("the request was given up", e);
    } catch (ExecutionException e) {
      Throwable why = e.getCause();
      throw new IOException(
          why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage(), why);
    } finally {
      sent.cancel(true);
    }
  }

  /** Sends, and expects one of the 2xx; what else is expected is the caller's. */
  public Answer expectSuccess(HttpRequest request) throws ProviderException, InterruptedException {
    Answer answer;
    try {
      answer = send(request);
    } catch (IOException e) {
      throw new ProviderException(
          request.uri().getHost() + " could not be reached: " + reason(e) + "; it is tried again");
    }
    if (answer.status() / 100 != 2) {
      throw refused(request, answer);
    }
    return answer;
  }

  /** In words of this project's own: an answer's could repeat what was sent. */
  public static ProviderException refused(HttpRequest request, Answer answer) {
    String hint =
        switch (answer.status()) {
          case 401, 403 -> "the secret is wrong, or may not purge";
          case 404 -> "it knows no such service: look at the id and the url";
          case 413 -> "the request was too large for it";
          case 429 -> "it was asked too often, and is left alone for a while";
          default ->
              answer.status() >= 500 ? "it has trouble of its own" : "it takes no such request";
        };
    return new ProviderException(
        request.uri().getHost() + " answered " + answer.status() + ": " + hint, retryAfter(answer));
  }

  private static Duration retryAfter(Answer answer) {
    String text = answer.header("Retry-After").orElse("");
    if (!text.matches("[0-9]{1,9}")) {
      return Duration.ZERO;
    }
    Duration told = Duration.ofSeconds(Long.parseLong(text));
    return told.compareTo(LONGEST_WAIT) < 0 ? told : LONGEST_WAIT;
  }

  private static String reason(IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return e.getMessage() == null ? cause.getClass().getSimpleName() : e.getMessage();
  }
}
