/** One class for each kind of edge: how it is told to forget. Knows nothing of widgets. */
package dev.widgetorigin.origin.purge.provider;
