package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import java.util.List;

/**
 * Who is told of changes.
 *
 * @param webhooks each told by itself: one that is down holds up no other
 */
public record NotifyConfig(List<WebhookConfig> webhooks) {
  public static final NotifyConfig DEFAULTS = new NotifyConfig(List.of());

  private static final int MOST = 20;

  public NotifyConfig {
    Checks checks = new Checks();
    checks
        .that(
            webhooks.stream().map(WebhookConfig::name).distinct().count() == webhooks.size(),
            "webhooks",
            "a name of its own for each webhook (name: …)",
            "one name twice")
        .that(webhooks.size() <= MOST, "webhooks", MOST + " at most", webhooks.size())
        .done();
  }
}
