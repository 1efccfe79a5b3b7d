package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.client.ProviderException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Azure Front Door: {@code POST …/afdEndpoints/{name}/purge} with paths, for it knows no tags. It
 * is signed in to with the secret of an application (OAuth 2.0 client credentials).
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/rest/api/frontdoorservice/azurefrontdoorstandardpremium/afd-endpoints/purge-content">AFD
 *     Endpoints - Purge Content</a>
 */
final class AzureFrontDoor implements Provider {
  static final String API = "https://management.azure.com";
  static final String LOGIN = "https://login.microsoftonline.com";
  private static final String VERSION = "2023-05-01";
  private static final int URLS = 100;

  /** A token is fetched anew so long before it ends. */
  private static final Duration SPARE = Duration.ofMinutes(2);

  /**
   * Who it is signed in as.
   *
   * @param login where
   */
  record Account(String login, String tenant, String client, String secret) {}

  private final EdgeClient client;
  private final URI url;
  private final Account account;
  private final List<String> domains;
  private final String mount;
  private final InstantSource clock;
  private String token;
  private Instant tokenEnds = Instant.EPOCH;

  /**
   * @param endpoint its resource path
   * @param domains none is all
   * @param mount what paths begin with there
   */
  AzureFrontDoor(
      EdgeClient client,
      String api,
      String endpoint,
      Account account,
      List<String> domains,
      String mount,
      InstantSource clock) {
    this.client = client;
    this.url = URI.create(api + endpoint + "/purge?api-version=" + VERSION);
    this.account = account;
    this.domains = domains;
    this.mount = mount;
    this.clock = clock;
  }

  @Override
  public By by() {
    return By.PATHS;
  }

  @Override
  public Limits limits() {
    return Limits.of(URLS, 5, 0.1);
  }

  @Override
  public String promise() {
    return "up to 10 minutes; ranges without a name when they expire";
  }

  @Override
  public void purge(List<String> items) throws ProviderException, InterruptedException {
    List<String> paths = items.stream().map(mount::concat).toList();
    String used = token();
    boolean done = false;
    try {
      client.expectSuccess(
          HttpRequest.newBuilder(url)
              .header("Authorization", "Bearer " + used)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(JsonText.of("contentPaths", paths, "domains", domains)))
              .build());
      done = true;
    } finally {
      if (!done) {
        // It may be the token that is no longer good, before its time: the next try signs in anew.
        token = null;
      }
    }
  }

  private String token() throws ProviderException, InterruptedException {
    if (token == null || !clock.instant().isBefore(tokenEnds)) {
      JsonNode answer = JsonText.read(signIn().body());
      String given = answer.path("access_token").asString("");
      if (given.isEmpty()) {
        throw new ProviderException(account.login() + " gave no access token");
      }
      long seconds = Math.max(0, Math.min(answer.path("expires_in").asLong(0), 86_400));
      token = given;
      tokenEnds = clock.instant().plusSeconds(seconds).minus(SPARE);
    }
    return token;
  }

  private EdgeClient.Answer signIn() throws ProviderException, InterruptedException {
    Map<String, String> form =
        Map.of(
            "grant_type",
            "client_credentials",
            "client_id",
            account.client(),
            "client_secret",
            account.secret(),
            "scope",
            "https://management.azure.com/.default");
    return client.expectSuccess(
        HttpRequest.newBuilder(
                URI.create(account.login() + "/" + account.tenant() + "/oauth2/v2.0/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    form.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                        .collect(Collectors.joining("&"))))
            .build());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
