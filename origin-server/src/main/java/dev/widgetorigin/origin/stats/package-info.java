/**
 * Downloads by widget, version, file type and day: kept in the store, read from access logs of
 * edges, and added up.
 */
package dev.widgetorigin.origin.stats;
