package dev.widgetorigin.origin;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.store.Store;

/**
 * What every plane is made on.
 *
 * @param parts has whatever has to be stopped, even where a plane cannot be made
 * @param stop when all parts together must have stopped
 */
record Foundation(
    Parts parts,
    OriginConfig config,
    World world,
    Store store,
    Metrics metrics,
    StopDeadline stop) {}
