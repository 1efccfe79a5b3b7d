/** Meters, access log, request ids. */
package dev.widgetorigin.origin.observe;
