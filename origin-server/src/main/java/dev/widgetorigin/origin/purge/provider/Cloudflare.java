package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.client.ProviderException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

/**
 * Cloudflare: {@code POST /zones/{id}/purge_cache} with up to 100 tags. How many requests an
 * account may make is a matter of its plan.
 *
 * @see <a href="https://developers.cloudflare.com/cache/how-to/purge-cache/">Cloudflare's
 *     limits</a>
 */
final class Cloudflare implements Provider {
  static final String API = "https://api.cloudflare.com/client/v4";

  private final EdgeClient client;
  private final URI url;
  private final String token;
  private final String plan;

  Cloudflare(EdgeClient client, String api, String zone, String token, String plan) {
    this.client = client;
    this.url = URI.create(api + "/zones/" + zone + "/purge_cache");
    this.token = token;
    this.plan = plan;
  }

  @Override
  public By by() {
    return By.TAGS;
  }

  @Override
  public Limits limits() {
    return switch (plan) {
      case "pro" -> Limits.of(100, 25, 5);
      case "business" -> Limits.of(100, 50, 10);
      case "enterprise" -> Limits.of(100, 500, 50);
      default -> Limits.of(100, 25, 5 / 60.0);
    };
  }

  @Override
  public String promise() {
    return plan.equals("free")
        ? "150 ms, worldwide; 5 requests a minute after the first 25"
        : "150 ms, worldwide";
  }

  @Override
  public void purge(List<String> items) throws ProviderException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JsonText.of("tags", items)))
            .build();
    EdgeClient.Answer answer = client.expectSuccess(request);
    if (!JsonText.read(answer.body()).path("success").asBoolean(false)) {
      throw new ProviderException(
          url.getHost() + " answered " + answer.status() + " without \"success\": true");
    }
  }
}
