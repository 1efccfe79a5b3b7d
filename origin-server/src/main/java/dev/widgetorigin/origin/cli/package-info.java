/** The command line, one class a command. */
package dev.widgetorigin.origin.cli;
