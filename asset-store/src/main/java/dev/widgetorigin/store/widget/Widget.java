package dev.widgetorigin.store.widget;

import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.manifest.Digest;
import java.time.Instant;
import java.util.Map;

/**
 * All the catalog knows of one widget. Immutable: a change makes a new one, so identity says
 * "nothing changed".
 *
 * @param manifests digest of each version's manifest
 * @param rollout the newest rollout, finished or not, or null
 * @param switches what is switched off, by channel; {@link #WHOLE} is the whole widget
 * @param sequence of the last change to this widget
 */
public record Widget(
    WidgetState state,
    Map<Version, Digest> manifests,
    WidgetSettings settings,
    Rollout rollout,
    Map<String, Off> switches,
    long sequence) {
  /** Among {@link #switches}: no channel has an empty name. */
  public static final String WHOLE = "";

  /** Who switched it off, when and why. */
  public record Off(String by, Instant at, String reason) {}

  /** A widget of which nothing is switched off. */
  public Widget(
      WidgetState state,
      Map<Version, Digest> manifests,
      WidgetSettings settings,
      Rollout rollout,
      long sequence) {
    this(state, manifests, settings, rollout, Map.of(), sequence);
  }

  /** Why pages that ask for the selector get a stub; null where they do not. */
  public Off off(Selector selector) {
    if (switches.isEmpty() || selector instanceof Selector.Exact) {
      return null;
    }
    Off whole = switches.get(WHOLE);
    return whole == null && selector instanceof Selector.Channel channel
        ? switches.get(channel.alias())
        : whole;
  }
}
