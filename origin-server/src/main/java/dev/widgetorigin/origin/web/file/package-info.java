/** Open files that replies send, and which parts of them are in memory. */
package dev.widgetorigin.origin.web.file;
