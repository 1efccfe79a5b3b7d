/** Commands for when a release went wrong. */
package dev.widgetorigin.origin.cli.recover;
