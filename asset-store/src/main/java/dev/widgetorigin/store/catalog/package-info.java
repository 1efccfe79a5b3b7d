/** What the log means: the fold, snapshots, checkpoints and the commit loop. */
package dev.widgetorigin.store.catalog;
