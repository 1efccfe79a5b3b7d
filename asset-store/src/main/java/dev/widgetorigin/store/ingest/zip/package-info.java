/** Reads ZIP archives by their directory. */
package dev.widgetorigin.store.ingest.zip;
