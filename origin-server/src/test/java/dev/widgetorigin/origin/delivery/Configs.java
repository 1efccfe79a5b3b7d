package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.config.DeliveryConfig;
import dev.widgetorigin.origin.config.OriginConfig;
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
    return withAssets(DeliveryConfig.DEFAULTS.mappedPaths(), List.of(peers));
  }

  public static OriginConfig withMappedPaths(Map<String, String> mapped) {
    return withAssets(mapped, DeliveryConfig.DEFAULTS.peers());
  }

  private static OriginConfig withAssets(Map<String, String> mappedPaths, List<String> peers) {
    DeliveryConfig d = DeliveryConfig.DEFAULTS;
    return with(
        OriginConfig.DEFAULTS,
        new DeliveryConfig(
            d.fallback(), mappedPaths, d.tagHeaders(), peers, d.deltas(), d.deltaVersions()),
        CacheConfig.DEFAULTS);
  }

  private static OriginConfig with(OriginConfig base, DeliveryConfig assets, CacheConfig cache) {
    return new OriginConfig(
        base.delivery(),
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
