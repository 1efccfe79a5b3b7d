/** An unpacked bundle: what its entries may be called, and what it may be made of. */
package dev.widgetorigin.store.ingest.bundle;
