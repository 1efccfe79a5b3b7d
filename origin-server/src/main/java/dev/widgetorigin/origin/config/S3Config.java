package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.WebUrl;

/**
 * How the bucket of {@code store.url} is reached. Credentials are not set here: the AWS SDK finds
 * them.
 *
 * @param endpoint of a service other than AWS, or null
 * @param region or null, as the SDK finds it
 * @param pathStyle whether the bucket is in the path and not in the host; only with an endpoint
 */
public record S3Config(String endpoint, String region, boolean pathStyle) {
  public static final S3Config DEFAULTS = new S3Config(null, null, true);

  public S3Config {
    new Checks()
        .that(
            endpoint == null || WebUrl.isBase(endpoint),
            "endpoint",
            "a URL of a host such as https://s3.example.com",
            endpoint)
        .that(
            region == null || region.matches("[a-z0-9-]{2,40}"),
            "region",
            "a region such as eu-central-1",
            region)
        .done();
  }
}
