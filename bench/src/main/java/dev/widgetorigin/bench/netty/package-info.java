/**
 * Netty's own HTTP/2 as a peer of the comparison: it answers prepared files from memory and does
 * nothing else.
 */
package dev.widgetorigin.bench.netty;
