/**
 * From an upload to blobs that may be published: unpack → validate → hash → precompress.
 *
 * <p>An archive is hostile until shown otherwise. It is read as a stream with small fixed buffers,
 * its names never become file names, and everything wrong with it is reported at once. Start at
 * {@link dev.widgetorigin.store.ingest.Ingest}.
 */
package dev.widgetorigin.store.ingest;
