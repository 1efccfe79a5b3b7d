/** Brings versions here from where they are now: a folder, a bucket, a registry. */
package dev.widgetorigin.origin.cli.importing;
