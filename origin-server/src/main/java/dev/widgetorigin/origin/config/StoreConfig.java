package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.Texts;
import dev.widgetorigin.store.object.s3.BucketUrl;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the store is: a folder, or a bucket that several nodes share.
 *
 * @param path the store folder; with a bucket, what is this node's own and may be lost
 * @param url of the bucket, or null
 * @param cacheBytes that copies of what is in the bucket may take on this node's disk
 * @param poll how often what other nodes changed is asked for
 */
public record StoreConfig(Path path, String url, S3Config s3, long cacheBytes, Duration poll) {
  private static final Duration SHORTEST_POLL = Duration.ofMillis(100);
  private static final Duration LONGEST_POLL = Duration.ofMinutes(1);

  public static final StoreConfig DEFAULTS =
      new StoreConfig(
          Path.of("widget-origin-data"), null, S3Config.DEFAULTS, 10L << 30, Duration.ofSeconds(1));

  public StoreConfig {
    new Checks()
        .that(url == null || isBucket(url), "url", BucketUrl.EXPECTED, url)
        .range("cacheBytes", cacheBytes, 0, 1L << 50)
        .that(
            poll.compareTo(SHORTEST_POLL) >= 0 && poll.compareTo(LONGEST_POLL) <= 0,
            "poll",
            Texts.show(SHORTEST_POLL) + " to " + Texts.show(LONGEST_POLL),
            Texts.show(poll))
        .done();
  }

  /** The same with another bucket. Throws ConfigException where that is no URL of one. */
  public StoreConfig withUrl(String other) {
    return new StoreConfig(path, other, s3, cacheBytes, poll);
  }

  private static boolean isBucket(String url) {
    try {
      var unused = BucketUrl.parse(url);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
