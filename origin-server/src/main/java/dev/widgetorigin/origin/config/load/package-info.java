/** Reads the configuration from its file, the environment and the command line. */
package dev.widgetorigin.origin.config.load;
