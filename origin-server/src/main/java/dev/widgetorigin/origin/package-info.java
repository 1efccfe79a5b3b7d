/** The origin server; {@code OriginServer} puts the parts together. */
package dev.widgetorigin.origin;
