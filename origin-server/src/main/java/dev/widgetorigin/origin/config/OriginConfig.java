package dev.widgetorigin.origin.config;

import java.util.List;

/** Everything an operator may set, with the defaults. */
public record OriginConfig(
    DeliveryListenerConfig delivery,
    ListenerConfig control,
    StoreConfig store,
    TlsConfig tls,
    HttpConfig http,
    LimitsConfig limits,
    DeliveryConfig assets,
    CorsConfig cors,
    CacheConfig cache,
    LogsConfig logs,
    ShutdownConfig shutdown,
    RolloutConfig rollout,
    List<TokenConfig> tokens,
    List<TrustedPublisherConfig> trustedPublishers) {
  public static final OriginConfig DEFAULTS =
      new OriginConfig(
          new DeliveryListenerConfig("0.0.0.0", 8080, null),
          new ListenerConfig("127.0.0.1", 8081),
          StoreConfig.DEFAULTS,
          TlsConfig.OFF,
          HttpConfig.DEFAULTS,
          LimitsConfig.DEFAULTS,
          DeliveryConfig.DEFAULTS,
          CorsConfig.OPEN,
          CacheConfig.DEFAULTS,
          LogsConfig.DEFAULTS,
          ShutdownConfig.DEFAULTS,
          RolloutConfig.DEFAULTS,
          List.of(),
          List.of());
}
