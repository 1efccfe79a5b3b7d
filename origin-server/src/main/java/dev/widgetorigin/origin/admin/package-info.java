/** The control API, health and readiness. */
package dev.widgetorigin.origin.admin;
