/**
 * Runs an origin until it is told to stop: settings, start, reload, stop.
 *
 * <p>Nothing here, nor anything that it uses, names a class of picocli. Those are of a class file
 * version that the JVM's archive of classes does not take, and to load and check them is a tenth of
 * a start.
 */
package dev.widgetorigin.origin.cli.serve;
