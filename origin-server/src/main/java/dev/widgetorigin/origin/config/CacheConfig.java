package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;

/**
 * The memory of hot representations, and the Cache-Control of each class.
 *
 * @param memoryBytes off-heap bytes at most
 * @param maxEntryBytes a larger representation is always sent from its file
 */
public record CacheConfig(
    long memoryBytes,
    long maxEntryBytes,
    String exact,
    String exactDocument,
    String alias,
    String aliasCdn,
    String loader,
    String loaderCdn,
    String notFound,
    String gone) {
  public static final CacheConfig DEFAULTS =
      new CacheConfig(
          64L << 20,
          8L << 20,
          "public, max-age=31536000, immutable",
          "public, max-age=3600",
          "public, max-age=300",
          "public, max-age=300, stale-while-revalidate=60, stale-if-error=86400",
          "public, max-age=60",
          "public, max-age=30, stale-while-revalidate=30, stale-if-error=86400",
          "public, max-age=10",
          "public, max-age=300");

  public CacheConfig {
    new Checks()
        .range("memoryBytes", memoryBytes, 0, 1L << 40)
        .range("maxEntryBytes", maxEntryBytes, 0, Integer.MAX_VALUE)
        .cacheControl("exact", exact)
        .cacheControl("exactDocument", exactDocument)
        .cacheControl("alias", alias)
        .cacheControl("aliasCdn", aliasCdn)
        .cacheControl("loader", loader)
        .cacheControl("loaderCdn", loaderCdn)
        .cacheControl("notFound", notFound)
        .cacheControl("gone", gone)
        .done();
  }
}
