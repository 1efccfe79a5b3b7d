package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import java.util.Map;

/**
 * All the catalog knows of one widget. Immutable: a change makes a new one, so identity says
 * "nothing changed".
 *
 * @param manifests digest of each version's manifest
 * @param rollout the newest rollout, finished or not, or null
 * @param sequence of the last change to this widget
 */
public record Widget(
    WidgetState state,
    Map<Version, Digest> manifests,
    WidgetSettings settings,
    Rollout rollout,
    long sequence) {}
