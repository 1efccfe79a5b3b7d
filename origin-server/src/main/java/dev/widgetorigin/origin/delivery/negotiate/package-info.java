/** The rules of RFC 9110 for one request: encodings, preconditions, ranges. Pure. */
package dev.widgetorigin.origin.delivery.negotiate;
