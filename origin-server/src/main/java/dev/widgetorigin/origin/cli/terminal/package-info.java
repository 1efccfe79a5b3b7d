/** What a person sees: output, tables, errors, and the names of commands in hints. */
package dev.widgetorigin.origin.cli.terminal;
