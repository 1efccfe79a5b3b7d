package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.client.ProxyRules;
import dev.widgetorigin.origin.delivery.body.PeerBlobs;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.upkeep.RepairSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Another origin, asked for bytes by their digest: {@code GET {peer}/-/blobs/sha256/{hex}}. It has
 * the blobs and manifests of the bundles it holds; its log is its own.
 */
final class PeerRepairSource implements RepairSource {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(1);

  /** Bytes a second, on average, once the grace is over. */
  private static final long LEAST_RATE = 64 << 10;

  private static final int MAX_MANIFEST = 64 << 20;

  private final String base;
  private final ProxyRules proxies;
  private final HttpClient client;

  /** How long a body may take, whatever its size. */
  private final Duration grace;

  PeerRepairSource(URI peer, ProxyRules proxies) {
    this(peer, proxies, ANSWER);
  }

  PeerRepairSource(URI peer, ProxyRules proxies, Duration grace) {
    String text = peer.toString();
    this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.proxies = proxies;
    this.grace = grace;
    this.client =
        proxies.client().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NEVER).build();
  }

  @Override
  public boolean blob(Digest digest, long size, Path to) throws IOException {
    try (InputStream content = get(digest.toString())) {
      if (content == null) {
        return false;
      }
      return inTime(
          content,
          size,
          () -> {
            try (OutputStream out = Files.newOutputStream(to)) {
              copy(content, out, size + 1);
            }
            return true;
          });
    }
  }

  /** Reads a body. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * Closes a body that takes too long, so that whoever reads it hears of it: the time-out of a
   * request ends with its head, and a peer that sends a byte now and then must not be waited for.
   */
  private <T> T inTime(InputStream body, long size, Reading<T> reading) throws IOException {
    Duration limit = grace.plusSeconds(size / LEAST_RATE);
    CompletableFuture<Void> done = new CompletableFuture<>();
    var unused =
        done.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((ok, late) -> closed(body, late));
    try {
      T read = reading.read();
      if (done.complete(null)) {
        return read;
      }
    } catch (IOException e) {
      if (done.complete(null)) {
        throw e;
      }
    }
    throw new IOException(base + " sent no whole answer within " + limit.toSeconds() + " s");
  }

  private static void closed(InputStream body, Throwable late) {
    if (late != null) {
      try {
        body.close();
      } catch (IOException e) {
        // Whoever reads it hears of it.
      }
    }
  }

  private static void copy(InputStream from, OutputStream to, long most) throws IOException {
    byte[] chunk = new byte[64 << 10];
    long left = most;
    int read;
    while (left > 0 && (read = from.read(chunk, 0, (int) Math.min(chunk.length, left))) > 0) {
      to.write(chunk, 0, read);
      left -= read;
    }
  }

  @Override
  public Optional<byte[]> manifest(WidgetName widget, Version version, Digest digest)
      throws IOException {
    String hint = URLEncoder.encode(widget + "@" + version, StandardCharsets.UTF_8);
    try (InputStream content = get(digest + "?manifest=" + hint)) {
      return content == null
          ? Optional.empty()
          : Optional.of(inTime(content, 0, () -> content.readNBytes(MAX_MANIFEST)));
    }
  }

  /** Null where the peer has it not; throws where it cannot be asked. */
  private InputStream get(String target) throws IOException {
    URI url = URI.create(base + PeerBlobs.PREFIX + target);
    HttpRequest request =
        proxies.authorized(HttpRequest.newBuilder(url).timeout(ANSWER), url).build();
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() == 200) {
        return response.body();
      }
      response.body().close();
      if (response.statusCode() == 404) {
        return null;
      }
      throw new IOException(base + " answered " + response.statusCode() + proxies.through(url));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + base + " was asked", e);
    }
  }

  /** A peer's log is its own. */
  @Override
  public Optional<ChangeBatch> batch(long sequence) {
    return Optional.empty();
  }

  @Override
  public Optional<byte[]> loader(String key) {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
