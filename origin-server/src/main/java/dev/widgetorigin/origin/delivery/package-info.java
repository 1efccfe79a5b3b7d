/** The public path: from a URL to a representation. */
package dev.widgetorigin.origin.delivery;
