/**
 * Peers of the comparison that answer prepared files from memory over HTTP/2 and do nothing else:
 * with the origin's HTTP/2 and with Netty's.
 */
package dev.widgetorigin.bench.http2;
