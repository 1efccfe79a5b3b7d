package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.client.ProviderException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Akamai's Fast Purge: {@code POST /ccu/v3/invalidate/tag/production}, 50,000 bytes a request and
 * 500 tags a minute after the first 5,000.
 *
 * @see <a href="https://techdocs.akamai.com/purge-cache/reference/rate-limiting">Its limits</a>
 */
final class Akamai implements Provider {
  private static final int MOST_SIGNED = 131_072;

  /** Less than 50,000 by more than what is around the list of tags. */
  private static final int MOST_BYTES = 49_900;

  private final EdgeClient client;
  private final URI url;
  private final EdgeGrid signature;
  private final InstantSource clock;
  private final Supplier<UUID> nonces;

  /**
   * @param api null is the host of the keys
   * @param operation {@code invalidate} or {@code delete}
   */
  Akamai(
      EdgeClient client,
      String api,
      EdgeGrid.Keys keys,
      String operation,
      String network,
      InstantSource clock,
      Supplier<UUID> nonces) {
    String base = api == null ? "https://" + keys.host() : api;
    this.client = client;
    this.url = URI.create(base + "/ccu/v3/" + operation + "/tag/" + network);
    this.signature = new EdgeGrid(keys, MOST_SIGNED);
    this.clock = clock;
    this.nonces = nonces;
  }

  @Override
  public By by() {
    return By.TAGS;
  }

  @Override
  public Limits limits() {
    return new Limits(500, MOST_BYTES, 5000, 500 / 60.0, true);
  }

  @Override
  public String promise() {
    return "about 5 s";
  }

  @Override
  public void purge(List<String> items) throws ProviderException, InterruptedException {
    byte[] body = JsonText.of("objects", items).getBytes(StandardCharsets.UTF_8);
    client.expectSuccess(
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header(
                "Authorization",
                signature.sign("POST", url, body, clock.instant(), nonces.get().toString()))
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }
}
