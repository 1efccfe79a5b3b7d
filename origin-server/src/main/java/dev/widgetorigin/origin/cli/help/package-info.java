/** What shells and {@code man} are told of the commands: made of picocli's model of them. */
package dev.widgetorigin.origin.cli.help;
