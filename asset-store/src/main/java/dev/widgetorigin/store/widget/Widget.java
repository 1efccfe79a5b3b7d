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
 * @param templates numbers of the loader's template, by channel; {@link #WHOLE} is the whole widget
 * @param sequence of the last change to this widget
 */
public record Widget(
    WidgetState state,
    Map<Version, Digest> manifests,
    WidgetSettings settings,
    Rollout rollout,
    Map<String, Off> switches,
    Map<String, Integer> templates,
    long sequence) {
  /** Among {@link #switches} and {@link #templates}: no channel has an empty name. */
  public static final String WHOLE = "";

  /** The template of a widget of which none was ever recorded. */
  public static final int FIRST_TEMPLATE = 1;

  /** Who switched it off, when and why. */
  public record Off(String by, Instant at, String reason) {}

  /** A widget of which nothing is switched off, with the first template. */
  public Widget(
      WidgetState state,
      Map<Version, Digest> manifests,
      WidgetSettings settings,
      Rollout rollout,
      long sequence) {
    this(state, manifests, settings, rollout, Map.of(), Map.of(), sequence);
  }

  /** The same after a change that is about it and leaves it as it is. */
  public Widget at(long number) {
    return new Widget(state, manifests, settings, rollout, switches, templates, number);
  }

  /** The number of the template that loaders of the whole widget are made of. */
  public int template() {
    return templates.getOrDefault(WHOLE, FIRST_TEMPLATE);
  }

  /** The number of the template that the selector's loader is made of. */
  public int template(Selector selector) {
    Integer own =
        selector instanceof Selector.Channel channel ? templates.get(channel.alias()) : null;
    return own == null ? template() : own;
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
