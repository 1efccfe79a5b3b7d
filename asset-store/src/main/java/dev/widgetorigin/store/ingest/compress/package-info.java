/** Encoded variants: which, on which threads, how hard. */
package dev.widgetorigin.store.ingest.compress;
