package dev.widgetorigin.origin.config;

import java.util.List;

/** Everything an operator may set, with the defaults. */
public record OriginConfig(
    DeliveryListenerConfig delivery,
    ControlConfig control,
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
          new DeliveryListenerConfig("0.0.0.0", 8080, null, List.of()),
          new ControlConfig("127.0.0.1", 8081, null, List.of()),
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

  /** A workflow that names no audience asks for a token to the control listener itself. */
  public OriginConfig {
    PublicUrl own = control.publicUrl();
    trustedPublishers =
        trustedPublishers.stream()
            .map(each -> each.audience() == null && own != null ? each.to(own.toString()) : each)
            .toList();
    Checks checks = new Checks();
    for (TrustedPublisherConfig each : trustedPublishers) {
      checks.that(
          each.audience() != null,
          "trustedPublishers",
          "an audience, for control.public-url is not set",
          "none");
    }
    checks.done();
  }
}
