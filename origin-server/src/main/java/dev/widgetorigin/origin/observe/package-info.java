/** Meters. */
package dev.widgetorigin.origin.observe;
