/** Reads tar archives, plain or gzip, as streams. */
package dev.widgetorigin.store.ingest.tar;
