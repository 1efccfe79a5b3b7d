/** Canonical, versioned JSON of everything that is kept. */
package dev.widgetorigin.store.codec;
