/** The gate: who calls, and whether that may be. */
package dev.widgetorigin.origin.auth.access;
