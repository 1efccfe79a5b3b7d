/** HTTP/2 (RFC 9113). */
package dev.widgetorigin.origin.http.h2;
