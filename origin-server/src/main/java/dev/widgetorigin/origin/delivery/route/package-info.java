/** From a URL to what is asked for: the widget, its version and its file. */
package dev.widgetorigin.origin.delivery.route;
