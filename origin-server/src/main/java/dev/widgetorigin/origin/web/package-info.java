/** The vocabulary of a request and its reply, the same on every HTTP version. */
package dev.widgetorigin.origin.web;
