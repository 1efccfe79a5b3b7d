/** Measures delivery: its rules one by one, and a request from its path to its reply. */
package dev.widgetorigin.bench.delivery;
