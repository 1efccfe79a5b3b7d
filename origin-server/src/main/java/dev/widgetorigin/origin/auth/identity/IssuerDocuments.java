package dev.widgetorigin.origin.auth.identity;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import dev.widgetorigin.origin.web.async.BoundedBody;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches what an issuer publishes: its discovery document and its keys. Each has a deadline from
 * the first byte sent to the last one read, because a server that sends a byte now and then must
 * not hold up those who wait for keys. Blocks; thread-safe.
 */
final class IssuerDocuments implements ResourceRetriever {
  /** For a whole document, unless a test has less time. */
  static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final int MOST_BYTES = 256 * 1024;

  /** One for all issuers; made when first needed, which takes a while. */
  private static final class Http {
    static final HttpClient CLIENT =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  private final Duration deadline;

  IssuerDocuments(Duration deadline) {
    this.deadline = deadline;
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    HttpRequest request;
    try {
      request = HttpRequest.newBuilder(URI.create(url.toString())).build();
    } catch (IllegalArgumentException e) {
      throw new IOException("expected an http or https URL, found " + url, e);
    }
    CompletableFuture<HttpResponse<byte[]>> sent =
        Http.CLIENT.sendAsync(request, head -> new BoundedBody(MOST_BYTES + 1));
    try {
      return document(url, sent.get(deadline.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new IOException(
          url + " sent no whole document within " + deadline.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable why = e.getCause();
      // The client says no more of a connection that cannot be made, which may be of a redirect.
      String said = why.getMessage() == null ? "cannot connect" : why.getMessage();
      throw new IOException("no answer from " + url + ": " + said, why);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + url + " was fetched", e);
    } finally {
      sent.cancel(true);
    }
  }

  private static Resource document(URL url, HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() / 100 != 2) {
      throw new IOException(url + " answered " + response.statusCode());
    }
    if (response.body().length > MOST_BYTES) {
      throw new IOException(url + " sent more than " + MOST_BYTES + " bytes");
    }
    String text = new String(response.body(), StandardCharsets.UTF_8);
    String type = response.headers().firstValue("Content-Type").orElse(null);
    if (!text.stripLeading().startsWith("{")) {
      // A page to sign in at, as a proxy or a wrong address answers.
      throw new IOException(url + " sent no JSON object (Content-Type: " + type + ")");
    }
    return new Resource(text, type);
  }
}
