package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.client.ProviderException;
import dev.widgetorigin.store.object.s3.AwsKeys;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * CloudFront: {@code CreateInvalidation} with tags as {@code #tag} items, or with paths. Each item
 * counts as a path of which the first thousand a month cost nothing.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-by-tags.html">Invalidating
 *     content by cache tags</a>
 */
final class CloudFront implements Provider {
  static final String API = "https://cloudfront.amazonaws.com";

  /** So many paths with a star may be under way at once. */
  private static final int STARS = 15;

  private static final int TAGS = 1000;

  private final EdgeClient client;
  private final URI url;
  private final By by;
  private final String mount;
  private final Supplier<Optional<AwsKeys>> keys;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final AwsSignature signature = new AwsSignature("us-east-1", "cloudfront");

  /**
   * @param mount what paths begin with there
   * @param keys asked for each request; empty where there are none
   * @param ids names each invalidation
   */
  CloudFront(
      EdgeClient client,
      String api,
      String distribution,
      By by,
      String mount,
      Supplier<Optional<AwsKeys>> keys,
      InstantSource clock,
      Supplier<UUID> ids) {
    this.client = client;
    this.url = URI.create(api + "/2020-05-31/distribution/" + distribution + "/invalidation");
    this.by = by;
    this.mount = mount;
    this.keys = keys;
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public By by() {
    return by;
  }

  @Override
  public Limits limits() {
    return by == By.TAGS ? Limits.of(TAGS, 10, 1) : Limits.of(STARS, 1, 1 / 25.0);
  }

  @Override
  public String promise() {
    return by == By.TAGS
        ? "5 s for 95 of 100 purges; each tag counts as one path of the bill"
        : "5 s for 95 of 100 purges, 15 paths at a time; ranges without a name when they expire";
  }

  @Override
  public void purge(List<String> items) throws ProviderException, InterruptedException {
    AwsKeys found =
        keys.get()
            .orElseThrow(
                () ->
                    new ProviderException(
                        "no AWS credentials: set 'secret', AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY, a profile, or give the machine a role"));
    byte[] body = xml(items).getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/xml")
            .POST(BodyPublishers.ofByteArray(body));
    signature.sign("POST", url, body, found, clock.instant()).forEach(request::header);
    client.expectSuccess(request.build());
  }

  private String xml(List<String> items) {
    StringBuilder paths = new StringBuilder();
    for (String item : items) {
      String path = by == By.TAGS ? "#" + item : mount + item;
      paths.append("<Path>").append(escaped(path)).append("</Path>");
    }
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">\
        <CallerReference>%s</CallerReference>\
        <Paths><Items>%s</Items><Quantity>%d</Quantity></Paths></InvalidationBatch>"""
        .formatted(ids.get(), paths, items.size());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
