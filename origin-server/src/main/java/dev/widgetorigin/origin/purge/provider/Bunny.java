package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.client.ProviderException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bunny: {@code POST /pullzone/{id}/purgeCache}, one tag a request.
 *
 * @see <a href="https://docs.bunny.net/cdn/purge-cache">Bunny's purging</a>
 */
final class Bunny implements Provider {
  static final String API = "https://api.bunny.net";

  private final EdgeClient client;
  private final URI url;
  private final String key;

  Bunny(EdgeClient client, String api, String zone, String key) {
    this.client = client;
    this.url = URI.create(api + "/pullzone/" + zone + "/purgeCache");
    this.key = key;
  }

  @Override
  public By by() {
    return By.TAGS;
  }

  /** As its limits are for the purge of a prefix; it names none for tags. */
  @Override
  public Limits limits() {
    return Limits.of(1, 20, 0.5);
  }

  @Override
  public String promise() {
    return "a few seconds";
  }

  @Override
  public void purge(List<String> items) throws ProviderException, InterruptedException {
    client.expectSuccess(
        HttpRequest.newBuilder(url)
            .header("AccessKey", key)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    JsonMapper.shared().writeValueAsString(Map.of("CacheTag", items.get(0)))))
            .build());
  }
}
