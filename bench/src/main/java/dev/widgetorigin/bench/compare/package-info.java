/**
 * Side by side with nginx and h2o on one machine: the server on one core, the load on another, the
 * peers in turn, rounds interleaved, medians and ratios of one run.
 */
package dev.widgetorigin.bench.compare;
