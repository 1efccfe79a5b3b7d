/** What {@code /health} and {@code /ready} answer, and who reports to them. */
package dev.widgetorigin.origin.observe.health;
