package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.config.DeliveryConfig;
import dev.widgetorigin.origin.config.DeltaUrls;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.listener.DeliveryListenerConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import java.util.List;
import java.util.Map;

/** The default configuration with one thing changed. */
public final class Configs {
  private Configs() {}

  public static OriginConfig withCache(OriginConfig base, long memoryBytes, long maxEntryBytes) {
    CacheConfig c = base.cache();
    return with(
        base,
        base.assets(),
        new CacheConfig(
            memoryBytes,
            maxEntryBytes,
            c.exact(),
            c.exactDocument(),
            c.alias(),
            c.aliasCdn(),
            c.loader(),
            c.loaderCdn(),
            c.notFound(),
            c.gone()));
  }

  public static OriginConfig withPeers(String... peers) {
    return with(
        OriginConfig.DEFAULTS,
        DeliveryConfig.DEFAULTS.withPeers(List.of(peers)),
        CacheConfig.DEFAULTS);
  }

  public static OriginConfig withMappedPaths(Map<String, String> mapped) {
    return with(
        OriginConfig.DEFAULTS,
        DeliveryConfig.DEFAULTS.withMappedPaths(mapped),
        CacheConfig.DEFAULTS);
  }

  public static OriginConfig withDeltas(DeltaUrls deltas) {
    return with(
        OriginConfig.DEFAULTS, DeliveryConfig.DEFAULTS.withDeltas(deltas), CacheConfig.DEFAULTS);
  }

  public static OriginConfig withPublicUrl(String url) {
    return with(
        new DeliveryListenerConfig(
            "127.0.0.1", 0, PublicUrl.parse(url).orElseThrow(), List.of(), true),
        OriginConfig.DEFAULTS,
        DeliveryConfig.DEFAULTS,
        CacheConfig.DEFAULTS);
  }

  private static OriginConfig with(OriginConfig base, DeliveryConfig assets, CacheConfig cache) {
    return with(base.delivery(), base, assets, cache);
  }

  private static OriginConfig with(
      DeliveryListenerConfig delivery,
      OriginConfig base,
      DeliveryConfig assets,
      CacheConfig cache) {
    return new OriginConfig(
        delivery,
        base.control(),
        base.store(),
        base.tls(),
        base.http(),
        base.limits(),
        assets,
        base.cors(),
        cache,
        base.logs(),
        base.shutdown(),
        base.rollout(),
        base.purge(),
        base.notify_(),
        base.signing(),
        base.tokens(),
        base.trustedPublishers());
  }
}
