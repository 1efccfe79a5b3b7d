/** Values of settings, and how they are checked. */
package dev.widgetorigin.origin.config.value;
