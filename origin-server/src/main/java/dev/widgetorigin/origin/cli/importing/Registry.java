package dev.widgetorigin.origin.cli.importing;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.ProxyRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads from an npm registry. What it sends is bounded in size and time, redirects are followed to
 * http and https only, and the token goes to the registry's own host only. Not thread-safe; blocks.
 */
final class Registry {
  /** Of a package with thousands of versions; more where the memory has room for it. */
  private static final long MOST_DOCUMENT = 64L << 20;

  static final long MOST_TARBALL = 256L << 20;

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(1);
  private static final long WHOLE_MINUTES = 10;
  private static final int MOST_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** What is refused with these for one tarball is refused for all: who asks, or how often. */
  private static final Set<Integer> OF_ALL = Set.of(401, 403, 407, 408, 425, 429);

  private final URI base;
  private final String token;
  private final ProxyRules proxies;
  private final HttpClient http;

  /**
   * @param base without a slash at the end
   * @param token null where there is none
   */
  Registry(URI base, String token, ProxyRules proxies) {
    this.base = base;
    this.token = token;
    this.proxies = proxies;
    this.http =
        proxies.client().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER).build();
  }

  /** What the registry knows of a package. */
  JsonNode packument(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    URI uri = URI.create(base + "/" + ApiClient.segment(name).replace("%40", "@"));
    try {
      get(uri, bytes, ApiClient.mostInMemory(MOST_DOCUMENT));
    } catch (TooLong e) {
      throw new IOException(
          e.getMessage()
              + ", more than this command has memory for. Give it more:"
              + " WIDGET_ORIGIN_JAVA_OPTS=-Xmx4g",
          e);
    } catch (Refused e) {
      throw e.status == 404
          ? new IOException(
              e.getMessage() + "; there is no such package there: check its name, and --registry",
              e)
          : e;
    }
    try {
      return JsonMapper.shared().readTree(bytes.toByteArray());
    } catch (JacksonException e) {
      throw new IOException(base + " did not answer with JSON; is it a registry?", e);
    }
  }

  /** Into a new file. */
  void tarball(String url, Path file) throws IOException {
    URI uri;
    try {
      uri = base.resolve(url);
    } catch (IllegalArgumentException e) {
      throw new ImportSource.Unfit("its tarball's URL is none: " + url);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      get(uri, out, MOST_TARBALL);
    } catch (TooLong e) {
      throw new ImportSource.Unfit(e.getMessage());
    } catch (Refused e) {
      if (e.status / 100 == 4 && !OF_ALL.contains(e.status)) {
        // Removed there, as old versions are: the others can still be brought.
        throw new ImportSource.Unfit("its tarball is not to be had: " + e.getMessage());
      }
      throw e;
    }
  }

  /** An answer has more than it may. */
  private static final class TooLong extends IOException {
    private static final long serialVersionUID = 1;

    TooLong(URI uri, long most) {
      super(uri + " has more than " + most + " bytes");
    }
  }

  /** A registry answered, and not with what was asked for. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    Refused(String message, int status) {
      super(message);
      this.status = status;
    }
  }

  private void get(URI first, OutputStream out, long most) throws IOException {
    URI uri = first;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<InputStream> response = ask(uri);
      try (InputStream in = response.body()) {
        String location = response.headers().firstValue("Location").orElse(null);
        if (response.statusCode() == 200) {
          copy(uri, in, out, most);
          return;
        } else if (!REDIRECTS.contains(response.statusCode()) || location == null) {
          throw new Refused(refusal(uri, response.statusCode()), response.statusCode());
        }
        uri = uri.resolve(location);
      } catch (IllegalArgumentException e) {
        throw new IOException(uri + " redirects to what is no URL", e);
      }
    }
    throw new IOException(first + " redirects again and again");
  }

  private HttpResponse<InputStream> ask(URI uri) throws IOException {
    if (!Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
        || uri.getHost() == null) {
      throw new IOException("expected an http or https URL, found " + uri);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(ANSWER).header("Accept", "application/json, */*;q=0.8");
    boolean own =
        Objects.equals(uri.getScheme(), base.getScheme())
            && uri.getHost().equals(base.getHost())
            && uri.getPort() == base.getPort();
    proxies.authorized(request, uri);
    if (token != null && own) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException("no answer from " + uri + proxies.through(uri) + ": " + why, e);
    }
  }

  private String refusal(URI uri, int status) {
    return uri
        + " answered "
        + status
        + proxies.through(uri)
        + switch (status) {
          case 401, 403 -> "; a registry that wants to know who asks gets the token in NPM_TOKEN";
          default -> "";
        };
  }

  /** A server that falls silent in the middle of it is not waited for. */
  private static void copy(URI uri, InputStream in, OutputStream out, long most)
      throws IOException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    var unused =
        done.orTimeout(WHOLE_MINUTES, TimeUnit.MINUTES)
            .whenComplete((ok, late) -> closed(in, late));
    try {
      byte[] buffer = new byte[64 * 1024];
      long all = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        all += n;
        if (all > most) {
          throw new TooLong(uri, most);
        }
        out.write(buffer, 0, n);
      }
    } finally {
      done.complete(null);
    }
  }

  private static void closed(InputStream in, Throwable late) {
    if (late != null) {
      try {
        in.close();
      } catch (IOException e) {
        // whoever reads it hears of it
      }
    }
  }
}
