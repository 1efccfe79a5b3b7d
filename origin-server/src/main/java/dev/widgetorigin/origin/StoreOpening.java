package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.StoreConfig;
import dev.widgetorigin.origin.loader.LoaderTemplates;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.BucketStores;
import dev.widgetorigin.store.node.BucketStores.Bucket;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.object.s3.BucketProxy;
import dev.widgetorigin.store.object.s3.BucketSettings;
import dev.widgetorigin.store.object.s3.BucketUrl;
import dev.widgetorigin.store.object.s3.S3Objects;
import java.net.URI;
import java.util.function.Function;

/**
 * Opens the store that the configuration names. Where that is a bucket, {@code proxies} says
 * through which proxy a URL is asked; null for none.
 */
public final class StoreOpening {
  private StoreOpening() {}

  /** To write. Throws StoreException. */
  static NodeStore open(
      StoreConfig config,
      StoreOptions options,
      String version,
      Function<URI, BucketProxy> proxies) {
    return config.url() == null
        ? FolderStores.open(config.path(), options)
        : BucketStores.open(config.path(), bucket(config, version, proxies), options);
  }

  /** To read, beside nodes that write. Throws StoreException. */
  public static NodeStore openReadOnly(
      StoreConfig config, StoreOptions options, Function<URI, BucketProxy> proxies) {
    return config.url() == null
        ? FolderStores.openReadOnly(config.path(), options)
        : BucketStores.openReadOnly(bucket(config, proxies), options);
  }

  /** Asks nothing of the network. */
  public static Bucket bucket(StoreConfig config, Function<URI, BucketProxy> proxies) {
    return bucket(config, "", proxies);
  }

  private static Bucket bucket(
      StoreConfig config, String version, Function<URI, BucketProxy> proxies) {
    BucketUrl url = BucketUrl.parse(config.url());
    String endpoint = config.s3().endpoint();
    BucketSettings settings =
        new BucketSettings(
            url,
            endpoint == null ? null : URI.create(endpoint),
            config.s3().region(),
            endpoint != null && config.s3().pathStyle());
    try {
      return new Bucket(
          S3Objects.open(settings, proxies),
          url.toString(),
          config.cacheBytes(),
          config.poll(),
          version,
          LoaderTemplates.NEWEST);
    } catch (IllegalArgumentException e) {
      throw new StoreException(Code.UNAVAILABLE, e.getMessage(), e);
    }
  }
}
