/** HPACK, the header compression of HTTP/2 (RFC 7541). */
package dev.widgetorigin.origin.http.hpack;
