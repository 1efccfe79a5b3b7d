/** A store in a folder of a local file system, opened. */
package dev.widgetorigin.store.folder;
