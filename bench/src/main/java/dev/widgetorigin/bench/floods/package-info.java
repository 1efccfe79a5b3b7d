/**
 * What floods of HTTP/2 frames cost those who share the server with their sender. Server on one
 * core, everything else on another.
 */
package dev.widgetorigin.bench.floods;
