/** Values of settings, how they are checked, and why a file cannot be read. */
package dev.widgetorigin.origin.config.value;
