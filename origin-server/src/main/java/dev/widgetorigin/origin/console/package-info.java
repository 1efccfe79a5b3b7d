/**
 * The console at {@code /-/console/} of the control listener: pages for people, made of the answers
 * of the control API. It has no other way to look at anything, or to change it.
 */
package dev.widgetorigin.origin.console;
