/** Connections without sockets, measured by JMH. */
package dev.widgetorigin.bench.http;
