/** Reads and writes canonical JSON, field by field. */
package dev.widgetorigin.store.json;
