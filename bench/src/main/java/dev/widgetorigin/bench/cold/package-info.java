/** What files cost that are in nobody's memory: {@code bench/cold}. */
package dev.widgetorigin.bench.cold;
