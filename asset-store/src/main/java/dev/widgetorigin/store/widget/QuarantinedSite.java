package dev.widgetorigin.store.widget;

import java.time.Instant;
import java.util.Objects;

/**
 * A site that is held back for the rest of a rollout, because the new version fails there and
 * nowhere else: its pages get the version of before, and its reports do not count.
 *
 * @param site as its pages report it: the name they give, else their host, e.g. {@code
 *     shop.example}
 * @param channel that its pages load; null where they name none
 * @param why in words, e.g. {@code 96.0 % of 25 loads failed, certainly more than 30 %}
 */
public record QuarantinedSite(String site, String channel, Instant since, String why) {
  public QuarantinedSite {
    Objects.requireNonNull(site);
    Objects.requireNonNull(since);
    Objects.requireNonNull(why);
  }
}
