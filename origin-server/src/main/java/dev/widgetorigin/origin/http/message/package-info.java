/** The syntax of HTTP messages in any version, and why a request is refused. */
package dev.widgetorigin.origin.http.message;
