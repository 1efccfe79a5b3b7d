package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.client.ProviderException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

/**
 * nginx with {@code proxy_cache_purge}, of NGINX Plus or of ngx_cache_purge: {@code PURGE} of one
 * path, or of all that begins with it where it ends in a star. What it never had is answered 404 or
 * 412.
 *
 * @see <a
 *     href="https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache_purge">proxy_cache_purge</a>
 */
final class NginxPurge implements Provider {
  private final EdgeClient client;
  private final String url;

  NginxPurge(EdgeClient client, String url) {
    this.client = client;
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  @Override
  public By by() {
    return By.PATHS;
  }

  @Override
  public Limits limits() {
    return Limits.of(1, 1000, 200);
  }

  @Override
  public String promise() {
    return "at once; ranges without a name when they expire";
  }

  @Override
  public void purge(List<String> items) throws ProviderException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + items.get(0)))
            .method("PURGE", BodyPublishers.noBody())
            .build();
    EdgeClient.Answer answer;
    try {
      answer = client.send(request);
    } catch (IOException e) {
      throw new ProviderException(
          request.uri().getHost() + " could not be reached: " + e.getMessage());
    }
    boolean never = answer.status() == 404 || answer.status() == 412;
    if (answer.status() / 100 != 2 && !never) {
      throw EdgeClient.refused(request, answer);
    }
  }
}
