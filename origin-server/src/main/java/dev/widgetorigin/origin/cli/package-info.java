/** The command line: finds the command and runs it. */
package dev.widgetorigin.origin.cli;
