package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.listener.ControlConfig;
import dev.widgetorigin.origin.config.listener.DeliveryListenerConfig;
import dev.widgetorigin.origin.config.listener.HttpConfig;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.config.value.Records;
import dev.widgetorigin.origin.config.value.Texts;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Everything an operator may set, with the defaults.
 *
 * @param notify_ who is told; the key has no underscore, but a component may not be called so
 */
@SuppressWarnings("MemberName")
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
    PurgeConfig purge,
    NotifyConfig notify_,
    SigningConfig signing,
    List<TokenConfig> tokens,
    List<TrustedPublisherConfig> trustedPublishers) {
  public static final OriginConfig DEFAULTS =
      new OriginConfig(
          new DeliveryListenerConfig("0.0.0.0", 8080, null, List.of(), true),
          new ControlConfig("127.0.0.1", 8081, null, List.of(), List.of(), true),
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
          PurgeConfig.DEFAULTS,
          NotifyConfig.DEFAULTS,
          SigningConfig.DEFAULTS,
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
    for (String missing : purge.missingHeaders(assets.tagHeaders())) {
      checks.that(false, "assets.tagHeaders", missing, assets.tagHeaders());
    }
    checks.done();
  }

  /** The same, with limits that a process which may have so many descriptors can keep. */
  public OriginConfig fittedTo(long descriptors) {
    return limits.fit(descriptors)
        ? this
        : new OriginConfig(
            delivery,
            control,
            store,
            tls,
            http,
            limits.fittedTo(descriptors),
            assets,
            cors,
            cache,
            logs,
            shutdown,
            rollout,
            purge,
            notify_,
            signing,
            tokens,
            trustedPublishers);
  }

  /** The keys of settings that differ in the other, e.g. {@code delivery.port}. */
  public List<String> changed(OriginConfig other) {
    List<String> keys = new ArrayList<>();
    addChanged("", this, other, keys);
    return keys;
  }

  private static void addChanged(String prefix, Record a, Record b, List<String> keys) {
    for (RecordComponent component : a.getClass().getRecordComponents()) {
      String key = prefix + Texts.kebab(component.getName());
      Object before = Records.get(a, component);
      Object after = Records.get(b, component);
      if (before instanceof Record group && !(before instanceof PublicUrl)) {
        addChanged(key + ".", group, (Record) after, keys);
      } else if (!Objects.equals(before, after)) {
        keys.add(key);
      }
    }
  }
}
