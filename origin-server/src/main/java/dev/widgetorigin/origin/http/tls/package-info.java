/** Certificates and handshakes. */
package dev.widgetorigin.origin.http.tls;
