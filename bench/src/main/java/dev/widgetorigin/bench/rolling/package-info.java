/** Clients that count what they see of nodes that are replaced; for {@code bench/rolling/run}. */
package dev.widgetorigin.bench.rolling;
