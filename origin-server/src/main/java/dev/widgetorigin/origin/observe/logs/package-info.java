/** The access log, and the logs of the process with secrets hidden. */
package dev.widgetorigin.origin.observe.logs;
