/** What {@code /health} and {@code /-/readyz} answer, and who reports to them. */
package dev.widgetorigin.origin.observe.health;
