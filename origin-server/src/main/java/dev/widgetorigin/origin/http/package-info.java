/**
 * Sockets: listeners, message syntax, limits, the writing of replies. The only user of Netty
 * channels.
 */
package dev.widgetorigin.origin.http;
