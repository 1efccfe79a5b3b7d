/** Commands that show and do not change versions. */
package dev.widgetorigin.origin.cli.look;
