/**
 * Syntax of texts: dates, entity tags, JSON, percent-encoding, media types; hiding secrets in them.
 */
package dev.widgetorigin.origin.web.text;
