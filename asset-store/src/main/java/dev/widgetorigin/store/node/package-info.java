/** A store, opened by this node: in a folder of its own, or in a bucket that nodes share. */
package dev.widgetorigin.store.node;
