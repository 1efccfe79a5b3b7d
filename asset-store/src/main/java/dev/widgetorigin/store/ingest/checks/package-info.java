/** What is said of a bundle that is not wrong: warnings, and its graph of modules. */
package dev.widgetorigin.store.ingest.checks;
