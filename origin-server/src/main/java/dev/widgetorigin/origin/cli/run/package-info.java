/** Commands to run an origin and look after its store. */
package dev.widgetorigin.origin.cli.run;
