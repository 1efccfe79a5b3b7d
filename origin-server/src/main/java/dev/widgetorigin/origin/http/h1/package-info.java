/** HTTP/1.1 and HTTP/1.0 (RFC 9112). */
package dev.widgetorigin.origin.http.h1;
