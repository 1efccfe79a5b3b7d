/** Commands that get a version out. */
package dev.widgetorigin.origin.cli.release;
