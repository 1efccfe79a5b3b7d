package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.client.ProviderException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Any server that takes {@code {"tags": […]}} or {@code {"paths": […]}}; or, where its URL has
 * {@code {item}} in it, one request without content for each tag or path.
 */
final class GenericHttp implements Provider {
  private static final String ITEM = "{item}";
  private static final int MANY = 100;

  private final EdgeClient client;
  private final String url;
  private final String method;
  private final By by;
  private final String token;

  /**
   * @param token sent as {@code Authorization: Bearer}; null for none
   */
  GenericHttp(EdgeClient client, String url, String method, By by, String token) {
    this.client = client;
    this.url = url;
    this.method = method;
    this.by = by;
    this.token = token;
  }

  @Override
  public By by() {
    return by;
  }

  @Override
  public Limits limits() {
    return Limits.of(url.contains(ITEM) ? 1 : MANY, 100, 10);
  }

  @Override
  public String promise() {
    return "as that server promises";
  }

  @Override
  public void purge(List<String> items) throws ProviderException, InterruptedException {
    boolean each = url.contains(ITEM);
    String encoded = URLEncoder.encode(items.get(0), StandardCharsets.UTF_8).replace("+", "%20");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(each ? url.replace(ITEM, encoded) : url));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (each) {
      request.method(method, BodyPublishers.noBody());
    } else {
      String name = by == By.TAGS ? "tags" : "paths";
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(JsonText.of(name, items)));
    }
    client.expectSuccess(request.build());
  }
}
