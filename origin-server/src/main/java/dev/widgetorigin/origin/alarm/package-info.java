/** Writes into the log what is not as it should be. */
package dev.widgetorigin.origin.alarm;
