package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.client.ProviderException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

/**
 * Fastly: {@code POST /service/{id}/purge} with up to 256 surrogate keys. A soft purge keeps what
 * is purged as stale, to be revalidated.
 *
 * @see <a href="https://www.fastly.com/documentation/reference/api/purging/">Fastly's purge API</a>
 */
final class Fastly implements Provider {
  static final String API = "https://api.fastly.com";

  private final EdgeClient client;
  private final URI url;
  private final String token;
  private final boolean soft;

  Fastly(EdgeClient client, String api, String service, String token, boolean soft) {
    this.client = client;
    this.url = URI.create(api + "/service/" + service + "/purge");
    this.token = token;
    this.soft = soft;
  }

  @Override
  public By by() {
    return By.TAGS;
  }

  @Override
  public Limits limits() {
    return Limits.of(256, 50, 10);
  }

  @Override
  public String promise() {
    return "150 ms, worldwide";
  }

  @Override
  public void purge(List<String> items) throws ProviderException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Fastly-Key", token)
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JsonText.of("surrogate_keys", items)));
    if (soft) {
      request.header("fastly-soft-purge", "1");
    }
    client.expectSuccess(request.build());
  }
}
