/** The npm registry protocol over the same publisher. */
package dev.widgetorigin.origin.npm;
