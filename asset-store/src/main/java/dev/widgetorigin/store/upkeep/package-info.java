/** Looking after a store: verify, repair, collect, back up. */
package dev.widgetorigin.store.upkeep;
